/** The end of a sitting, a student's own record, and the file of the last resort. */
import type { OwnWords } from '../record';
import { plural } from './counting';

const changes = (n: number) => plural(n, 'Änderung', 'Änderungen');
const questions = (n: number) => plural(n, 'Frage', 'Fragen');

const record: OwnWords['record'] = {
  seal: (n) => `Quittung ${n}`,
  open: 'Was aufgezeichnet wurde',
  hide: 'Aufzeichnung ausblenden',
  title: 'Was aufgezeichnet wurde',
  why: 'Was der Server von deiner Prüfung festgehalten hat, vom Anfang bis zum Ende. Niemand sonst sieht es hier.',
  loading: 'Die Aufzeichnung wird geholt',
  failed: 'Die Aufzeichnung konnte nicht geholt werden. Versuche es noch einmal.',
  again: 'Noch einmal',
  asOf: (time) => `Stand ${time}`,
  answers: 'Wann deine Antworten gespeichert wurden',
  question: 'Frage',
  first: 'Zuerst',
  last: 'Zuletzt',
  changes: 'Wie oft',
  nothing: 'Es wurde noch nichts geschrieben.',
  apart: 'Nicht sofort gespeichert',
  what: 'Was daraus wurde',
  when: 'Wann',
  handIn: 'Abgabe',
  mark: 'Gemerkte Frage oder Beginn',
  held: (why) => `Zurückgehalten: ${why}`,
  refused: (why) => `Nicht angenommen: ${why}`,
  kinds: { begin: 'Beginn', flag: 'Gemerkte Frage', 'hand in': 'Abgabe' },
  counted: (time) => `zählt seit ${time}`,
  merged: (time) => `um ${time} hast du auf deinem anderen Gerät darüber entschieden`,
  heldWhy: {
    paused: 'die Prüfung war angehalten',
    locked: 'dein Schreiben war unterbrochen',
    late: 'deine Zeit war um',
    pen: 'ein anderes Gerät schrieb',
    sealed: 'du hattest schon abgegeben',
    base: 'es wurde als Ganzes noch einmal gesendet',
    fault: 'der Server hatte einen Fehler',
  },
  heldElse: 'der Server hat es beiseitegelegt',
  refusedWhy: {
    value: 'es passt nicht zur Frage',
    'too-long': 'es war zu lang',
    'too-many': 'es war zu viel ausgewählt',
    linear: 'diese Prüfung kennt kein Zurück',
    'not-begun': 'deine Zeit hatte nicht begonnen',
    ended: 'deine Prüfung war beendet',
    submitted: 'du hattest schon abgegeben',
  },
  refusedElse: 'es passte nicht zur Prüfung',
  time: 'Zeit',
  moments: 'Was geschah',
  did: {
    joined: 'Du hast dich angemeldet',
    device: 'Ein anderes Gerät wurde eingelassen',
    begun: 'Du hast begonnen',
    pen: 'Das Schreiben ging auf ein anderes Gerät über',
    paused: 'Angehalten',
    resumed: 'Fortgesetzt',
    locked: 'Dein Schreiben wurde unterbrochen',
    unlocked: 'Du konntest wieder schreiben',
    ended: 'Ende des Schreibens',
    sealed: 'Abgegeben',
    reopened: 'Wieder geöffnet',
  },
  ended: { time: 'deine Zeit war um', staff: 'die Aufsicht hat beendet', close: 'die Prüfung wurde geschlossen', 'handed in': 'du hast abgegeben' },
  notices: 'Ansagen',
  noNotices: 'Für dich gab es keine Ansage.',
  cameAt: (time) => `angekommen ${time}`,
  shownAt: (time) => `angezeigt ${time}`,
  readAt: (time) => `gelesen ${time}`,
  unread: 'nicht als gelesen bestätigt',
  messages: 'Nachrichten',
  noMessages: 'Du und die Aufsicht habt euch nichts geschrieben.',
  unreadMessage: 'nicht gelesen',
  carried: (n) => `Als Datei, die die Aufsicht übernommen hat, angekommen: ${changes(n)}.`,
};

const proof: OwnWords['proof'] = {
  same: 'Auf diesem Gerät aus den Antworten unten neu berechnet: Er ist derselbe.',
  other: 'Aus den Antworten unten neu berechnet ist er ein anderer. Sag es der Aufsicht.',
  cannot: 'Dieses Gerät kann ihn hier nicht neu berechnen, weil die Seite ohne Verschlüsselung geöffnet wurde.',
};

const file: OwnWords['file'] = {
  offer: (n) => `Noch nicht auf dem Server: ${changes(n)}.`,
  offerWhy: 'Du kannst weiter warten: Sobald die Verbindung wieder da ist, geht alles von selbst. Oder speichere eine Datei, die die Aufsicht zum Server bringt.',
  open: 'Datei speichern',
  title: 'Eine Datei für die Aufsicht speichern',
  what: (n) => `Sie enthält alles, was du auf diesem Gerät geschrieben hast; noch nicht auf dem Server: ${changes(n)}. Sie ist so verschlossen, dass nur der Server der Schule sie öffnen kann.`,
  steps: [
    'Speichere die Datei. Sie liegt dann bei den Downloads dieses Geräts.',
    'Schreib das Prüfzeichen auf, das dann erscheint.',
    'Ruf die Aufsicht: Sie nimmt die Datei und vergleicht das Prüfzeichen.',
  ],
  make: 'Datei speichern',
  making: 'Die Datei wird verschlossen',
  anew: 'Noch einmal speichern',
  done: 'Die Datei ist gespeichert',
  name: 'Datei',
  code: 'Prüfzeichen',
  codeWhy: 'Es gehört nur zu dieser Datei. Deine Quittung hat einen Fingerabdruck, der anders aussieht.',
  writeDown: 'Schreib diese 16 Zeichen auf und behalte sie.',
  stay: 'Lass diese Seite offen. Kommt die Verbindung zurück, wird alles auch von selbst gesendet; nichts zählt doppelt.',
  arrived: 'Die Verbindung ist wieder da und alles ist angekommen. Die Datei wird nicht mehr gebraucht.',
  close: 'Schließen',
  failed: 'Die Datei ließ sich nicht erstellen. Versuche es noch einmal und lass diese Seite offen.',
  plain: {
    title: 'Hier lässt sich keine Datei erstellen',
    sentence:
      'Diese Seite wurde über eine Adresse ohne Verschlüsselung (http) geöffnet, und dort kann dieser Browser keine Datei verschließen. Lass diese Seite offen und ruf die Aufsicht: Sie kann dieses Gerät dorthin bringen, wo das Netz geht.',
  },
  noKey: {
    title: 'Hier lässt sich keine Datei erstellen',
    sentence: 'Dieses Gerät hat den Schlüssel dieser Prüfung nicht, den es vor dem Beginn holt. Lass diese Seite offen und ruf die Aufsicht.',
  },
};

/** Before handing in, and while it is on its way. */
const handIn: OwnWords['handIn'] = {
  title: 'Deine Arbeit abgeben?',
  allAnswered: 'Alle Fragen sind beantwortet.',
  someOpen: (n) => `${questions(n)} ohne Antwort:`,
  somePart: (n) => `${questions(n)} erst zum Teil beantwortet:`,
  someFlagged: (n) => `${questions(n)} von dir gemerkt:`,
  goTo: (n) => `Zu Frage ${n}`,
  final: 'Danach kannst du nichts mehr schreiben.',
  unsent: (n) => `Nur auf diesem Gerät: ${changes(n)}. Das wird zuerst gesendet.`,
  unsentInWindow: (n) => `Nur in diesem Fenster: ${changes(n)}. Das wird zuerst gesendet.`,
  act: 'Jetzt abgeben',
  busy: 'Wird abgegeben',
  notYet: 'Noch nicht abgegeben',
  kept: 'Es gibt keine Verbindung. Deine Abgabe ist auf diesem Gerät aufgehoben und wird von selbst gesendet, sobald die Verbindung wieder da ist. Lass diese Seite offen; wurde sie geschlossen, öffne sie auf diesem Gerät wieder.',
  keptInWindow: 'Es gibt keine Verbindung. Deine Abgabe wird von selbst gesendet, sobald die Verbindung wieder da ist. Sie steht nur in diesem Fenster: Lass diese Seite offen.',
  sending: 'Deine letzten Änderungen werden gesendet. Lass diese Seite offen.',
  held: 'Deine Abgabe ist angekommen. Sie gilt, sobald die Prüfung weitergeht.',
};

/** Writing is over. */
const ended: OwnWords['ended'] = {
  time: 'Deine Zeit ist um',
  staff: 'Deine Prüfung wurde beendet',
  closed: 'Die Prüfung wurde geschlossen',
  handed: 'Abgegeben',
  noMore: 'Du kannst nichts mehr schreiben.',
  delivering: (n) => `Von diesem Gerät unterwegs: ${changes(n)}. Lass diese Seite offen.`,
  delivered: 'Alles, was du geschrieben hast, ist angekommen.',
  receipt: 'Deine Quittung erscheint hier, sobald deine Arbeit abgegeben ist.',
  byItself: 'Du musst nichts drücken: In ein paar Minuten wird deine Arbeit von selbst abgegeben. Willst du nicht warten, drück auf „Jetzt abgeben“.',
  press: 'Drück auf „Jetzt abgeben“, dann bist du fertig. Tust du es nicht, gibt die Aufsicht deine Arbeit ab.',
  finish: 'Jetzt abgeben',
  over: (n) =>
    `Nur auf diesem Gerät: ${changes(n)}. Sobald die Verbindung wieder da ist, wird alles von selbst gesendet. Lass diese Seite offen; wurde sie geschlossen, öffne sie auf diesem Gerät wieder.`,
  overInWindow: (n) => `Nur in diesem Fenster: ${changes(n)}. Sobald die Verbindung wieder da ist, wird alles von selbst gesendet. Lass diese Seite offen.`,
  late: (n) => `Nach dem Ende deiner Zeit angekommen: ${changes(n)}. Das bleibt getrennt aufgehoben, bis die Aufsicht entscheidet, ob es zählt.`,
};

/** What the end of a sitting, the record, the receipt’s proof and the file say. */
const own: OwnWords = { record, proof, file, handIn, ended };
export default own;
