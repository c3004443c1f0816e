/** A student's own record, and the file of the last resort. */
import type { OwnWords } from '../record';
import { plural } from './counting';

const changes = (n: number) => plural(n, 'Änderung', 'Änderungen');

const record: OwnWords['record'] = {
  seal: (n) => `Siegel ${n}`,
  open: 'Was aufgezeichnet wurde',
  hide: 'Aufzeichnung ausblenden',
  title: 'Was aufgezeichnet wurde',
  why: 'Was aus deiner Arbeit wurde, aus dem Protokoll des Servers. Niemand sonst sieht es hier.',
  loading: 'Die Aufzeichnung wird geholt',
  failed: 'Die Aufzeichnung konnte nicht geholt werden. Versuche es noch einmal.',
  again: 'Noch einmal',
  asOf: (time) => `Stand ${time}`,
  answers: 'Antworten',
  question: 'Frage',
  first: 'Zuerst gespeichert',
  last: 'Zuletzt gespeichert',
  changes: 'Änderungen',
  nothing: 'Es wurde noch nichts geschrieben.',
  apart: 'Nicht sofort gespeichert',
  what: 'Was daraus wurde',
  when: 'Wann',
  handIn: 'Abgabe',
  mark: 'Markierung oder Beginn',
  held: (why) => `Zurückgehalten: ${why}`,
  refused: (why) => `Nicht angenommen: ${why}`,
  kinds: { begin: 'Beginn', flag: 'Gemerkte Frage', 'hand in': 'Abgabe' },
  counted: (time) => `gewertet um ${time}`,
  merged: (time) => `um ${time} hast du auf deinem anderen Gerät darüber entschieden`,
  heldWhy: {
    paused: 'die Prüfung war angehalten',
    locked: 'dein Schreiben war gesperrt',
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
    joined: 'Du bist beigetreten',
    device: 'Ein weiteres Gerät wurde zugelassen',
    begun: 'Du hast begonnen',
    pen: 'Das Schreiben ging auf ein anderes Gerät über',
    paused: 'Angehalten',
    resumed: 'Fortgesetzt',
    locked: 'Dein Schreiben wurde gesperrt',
    unlocked: 'Dein Schreiben wurde freigegeben',
    ended: 'Ende des Schreibens',
    sealed: 'Versiegelt',
    reopened: 'Wieder geöffnet',
  },
  ended: { time: 'deine Zeit war um', staff: 'die Aufsicht hat beendet', close: 'die Prüfung wurde geschlossen', 'handed in': 'du hast abgegeben' },
  notices: 'Durchsagen',
  noNotices: 'Dir wurde nichts durchgesagt.',
  cameAt: (time) => `angekommen ${time}`,
  shownAt: (time) => `angezeigt ${time}`,
  readAt: (time) => `gelesen ${time}`,
  unread: 'nicht als gelesen bestätigt',
  messages: 'Nachrichten',
  noMessages: 'Du und die Aufsicht habt euch nichts geschrieben.',
  unreadMessage: 'nicht gelesen',
  carried: (n) => `${changes(n)} kamen als Datei, die die Aufsicht übernommen hat.`,
};

const proof: OwnWords['proof'] = {
  same: 'Auf diesem Gerät aus den Antworten unten neu berechnet: Er ist derselbe.',
  other: 'Aus den Antworten unten neu berechnet ist er ein anderer. Sage es der Aufsicht.',
  cannot: 'Dieses Gerät kann ihn hier nicht neu berechnen, weil die Seite ohne Verschlüsselung geöffnet wurde.',
};

const file: OwnWords['file'] = {
  offer: (n) => `${changes(n)} erreichen den Server nicht.`,
  offerWhy: 'Du kannst weiter warten: Sobald die Verbindung wieder da ist, geht alles von selbst. Oder speichere eine Datei, die die Aufsicht zum Server trägt.',
  open: 'Datei speichern',
  title: 'Eine Datei für die Aufsicht speichern',
  what: (n) => `Sie enthält alles, was du auf diesem Gerät geschrieben hast; ${changes(n)} davon sind noch nicht auf dem Server. Sie ist so verschlossen, dass nur der Server der Schule sie öffnen kann.`,
  steps: [
    'Speichere die Datei. Sie liegt dann bei den Downloads dieses Geräts.',
    'Schreibe den Fingerabdruck auf, der dann erscheint.',
    'Rufe die Aufsicht: Sie nimmt die Datei und vergleicht den Fingerabdruck.',
  ],
  make: 'Datei speichern',
  making: 'Die Datei wird verschlossen',
  anew: 'Noch einmal speichern',
  done: 'Die Datei ist gespeichert',
  name: 'Datei',
  fingerprint: 'Fingerabdruck',
  writeDown: 'Schreibe diese 16 Zeichen auf und behalte sie.',
  stay: 'Lass diese Seite offen. Kommt die Verbindung zurück, wird alles auch gesendet; nichts zählt doppelt.',
  arrived: 'Die Verbindung ist wieder da und alles ist angekommen. Die Datei wird nicht mehr gebraucht.',
  close: 'Schließen',
  failed: 'Die Datei ließ sich nicht erstellen. Versuche es noch einmal und lass diese Seite offen.',
  plain: {
    title: 'Hier lässt sich keine Datei erstellen',
    sentence:
      'Diese Seite wurde über eine Adresse ohne Verschlüsselung (http) geöffnet, und dort kann dieser Browser keine Datei verschließen. Lass diese Seite offen und rufe die Aufsicht: Sie kann dieses Gerät dorthin bringen, wo das Netz geht.',
  },
  noKey: {
    title: 'Hier lässt sich keine Datei erstellen',
    sentence: 'Dieses Gerät hat den Schlüssel dieser Prüfung nicht, den es vor dem Beginn holt. Lass diese Seite offen und rufe die Aufsicht.',
  },
};

/** Was die Aufzeichnung, die Prüfung der Quittung und die Datei sagen. */
const own: OwnWords = { record, proof, file };
export default own;
