"""Three kinds of import contract that import-linter does not bring along.

The floors in `pyproject.toml` name modules that may not stand yet, and packages outside the
project that nobody imports yet. import-linter's own kinds call such a name a mistake; these let
it be missing and hold it as soon as it is there.
"""

from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


class Never(ForbiddenContract):
    """`source_modules` never import `forbidden_modules`, of which any may be missing."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Tells the broken imports, chains included unless `allow_indirect_imports`."""
        _keep_present(self, "source_modules", graph)
        _keep_present(self, "forbidden_modules", graph)
        return super().check(graph, verbose)


class OnlyIn(ProtectedContract):
    """`protected_modules` are imported by `allowed_importers` only; any may be missing."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Tells the imports, direct ones only, that stand anywhere else."""
        _keep_present(self, "protected_modules", graph)
        _keep_present(self, "allowed_importers", graph)
        return super().check(graph, verbose)


class AtHome(Contract):
    """Each of `modules` is imported from within its own package only."""

    type_name = "at_home"
    modules = fields.ListField(subfield=fields.ModuleExpressionField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Tells the imports, direct ones only, that come from another package."""
        kept_at_home = module_expressions_to_modules(graph, vars(self)["modules"])
        strangers = [
            (importer, module)
            for module in sorted(each.name for each in kept_at_home)
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not f"{importer}.".startswith(f"{_home(module)}.")
        ]
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Prints one line for each import that comes from another package."""
        for importer, module in check.metadata["strangers"]:
            output.print_error(f"- {importer} -> {module}, which is for {_home(module)} alone")


def _home(module: str) -> str:
    return module.rpartition(".")[0]


def _keep_present(contract: Contract, option: str, graph: ImportGraph) -> None:
    expressions: Iterable[ModuleExpression] = vars(contract)[option]
    vars(contract)[option] = [
        each
        for each in expressions
        if each.has_wildcard_expression() or each.expression in graph.modules
    ]
