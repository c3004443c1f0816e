/** The published editions that a session can hold, to choose from. */
import type { Choice } from '../../parts/choices';
import { day } from '../../words/format';
import { t } from '../../words/office';
import type { Assessment } from '../answers';

/** Every edition, the latest of each assessment first; `now` is what the session holds, if it does. */
export function editionChoices(
  assessments: readonly Assessment[],
  zone: string,
  now?: { edition: string; assessment: string },
): Choice[] {
  const choices = assessments.flatMap((assessment) =>
    assessment.editions.map((edition) => ({
      value: edition.edition,
      label: t.settings.editionOf(edition.title, edition.number, day(edition.created_at, zone)),
    })),
  );
  const known = !now?.edition || choices.some((choice) => choice.value === now.edition);
  return known ? choices : [{ value: now.edition, label: t.settings.otherEdition(now.assessment) }, ...choices];
}
