"""The server of `tests.stories.dying`, whose order to die lies in its data folder."""

import os
from pathlib import Path

os.environ["DYING_AT"] = str(Path(os.environ["INVIGILATE_DATA_FOLDER"]) / "die")

from invigilate.cli.main import app
from tests.stories import dying as dying

if __name__ == "__main__":
    app()
