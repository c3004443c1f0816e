import type { ReceiptWords } from '../receipt';

const receipt: ReceiptWords = {
  title: 'Abgegeben',
  sentence: 'Deine Arbeit ist angekommen und abgegeben. Du kannst diese Seite schließen.',
  byOther: 'Deine Arbeit wurde für dich abgegeben, mit allem, was angekommen war. Du kannst diese Seite schließen.',
  at: 'Abgegeben',
  fingerprint: 'Fingerabdruck',
  fingerprintWhy: 'Er ist aus deinen Antworten gemacht: Wer sie hat, kann ihn nachrechnen und sieht, dass nichts verändert wurde.',
  notTheFile: (code) => `Die Datei, die du gespeichert hast, hat ihr eigenes Prüfzeichen: ${code}. Es ist nicht dieser Fingerabdruck.`,
  name: 'Name',
  candidate: 'Prüfungsnummer',
  paper: 'Prüfung',
  answers: 'Was abgegeben wurde',
  question: 'Frage',
  answer: 'Deine Antwort',
  none: 'keine Antwort',
  part: (n, all) => `Teil ${n} von ${all}`,
  print: 'Drucken',
  earlier: 'Frühere Quittungen',
  loading: 'Deine Quittung wird geholt',
  failed: 'Deine Arbeit ist abgegeben; die Quittung konnte noch nicht geholt werden. Diese Seite versucht es weiter.',
  leave: 'Platz verlassen',
  leaveAsk: 'Diesen Platz verlassen?',
  leaving: 'Platz wird verlassen',
  leaveWhy: 'Damit ist dieses Gerät bereit für die nächste Person. Deine Antworten und deine Quittung bleiben auf dem Server; auf diesem Gerät bleibt nichts davon.',
  leaveAfter: 'Willst du deine Quittung noch einmal sehen, melde dich mit demselben Code und derselben Nummer an; vielleicht muss die Aufsicht dich einlassen. Willst du sie behalten, drucke sie vorher oder schreib den Fingerabdruck auf.',
};
export default receipt;
