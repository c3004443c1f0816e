import type { ReceiptWords } from '../receipt';

const receipt: ReceiptWords = {
  title: 'Abgegeben',
  sentence: 'Deine Arbeit ist angekommen und versiegelt. Du kannst diese Seite schließen.',
  byOther: 'Deine Arbeit wurde versiegelt. Du kannst diese Seite schließen.',
  at: 'Versiegelt',
  fingerprint: 'Fingerabdruck',
  fingerprintWhy: 'Er ist aus deinen Antworten gemacht: Wer sie hat, kann ihn nachrechnen und sieht, dass nichts verändert wurde.',
  candidate: 'Prüfungsnummer',
  paper: 'Aufgaben',
  answers: 'Was abgegeben wurde',
  question: 'Frage',
  answer: 'Deine Antwort',
  none: 'keine Antwort',
  print: 'Drucken',
  earlier: 'Frühere Siegel',
  loading: 'Deine Quittung wird geholt',
  failed: 'Deine Arbeit ist versiegelt; die Quittung konnte noch nicht geholt werden. Diese Seite versucht es weiter.',
  leave: 'Platz verlassen',
  leaveAsk: 'Diesen Platz verlassen?',
  leaving: 'Platz wird verlassen',
  leaveWhy: 'Auf einem gemeinsamen Gerät: macht es bereit für die nächste Person.',
};
export default receipt;
