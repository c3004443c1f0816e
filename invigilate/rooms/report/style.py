"""How a sitting's report looks: on A4 paper, on a screen, on a phone."""

STYLE_PATH = "/sitting-report.css"

STYLE = """\
@page {
  size: A4 portrait;
  margin: 15mm 14mm 17mm;
  @bottom-left { content: "Report of a sitting"; font: 8pt system-ui, sans-serif; }
  @bottom-right {
    content: "Page " counter(page) " of " counter(pages);
    font: 8pt system-ui, sans-serif;
  }
}
@page across { size: A4 landscape; }
* { box-sizing: border-box; }
html { color-scheme: light; }
body {
  margin: 0; font: 9.5pt/1.4 system-ui, sans-serif; color: #000; background: #fff;
  overflow-wrap: break-word;
}
header { border-bottom: 2pt solid #000; padding-bottom: 4mm; margin-bottom: 6mm; }
.kind { margin: 0; font-size: 9pt; letter-spacing: 0.08em; text-transform: uppercase; }
h1 { font-size: 20pt; line-height: 1.15; margin: 1mm 0 4mm; }
h2 {
  font-size: 13pt; margin: 0 0 2mm; padding-bottom: 1mm; border-bottom: 1pt solid #000;
  break-after: avoid;
}
h3 { font-size: 10.5pt; margin: 5mm 0 1.5mm; break-after: avoid; }
p { margin: 1mm 0 2mm; }
section { margin: 0 0 9mm; }
dl { margin: 0; display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm; }
dl div { display: flex; gap: 2mm; padding: 0.6mm 0; }
dt { flex: none; width: 30mm; color: #444; }
dd { margin: 0; min-width: 0; unicode-bidi: isolate; white-space: pre-line; }
dl.counts {
  grid-template-columns: repeat(6, 1fr); gap: 2mm; margin: 5mm 0 0; break-inside: avoid;
}
dl.counts div {
  flex-direction: column-reverse; gap: 0; border: 0.75pt solid #000; padding: 1.5mm 2mm;
}
dl.counts dt { width: auto; font-size: 8pt; }
dl.counts dd { font-size: 15pt; font-weight: 600; line-height: 1.2; }
dl.glance { grid-template-columns: 1fr; margin: 5mm 0; }
dl.glance div { border-bottom: 0.4pt solid #999; padding: 1.2mm 0; }
dl.record { grid-template-columns: 1fr; margin-top: 3mm; }
dl.record dd, pre, td[data-label="Sealed"] {
  font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 7.5pt;
}
dl.record dd { padding-top: 0.4mm; }
pre { margin: 1mm 0 2mm; padding: 1.5mm 2mm; border: 0.5pt solid #888; white-space: pre-wrap; }
table { width: 100%; border-collapse: collapse; font-size: 8.5pt; line-height: 1.3; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th {
  text-align: left; vertical-align: bottom; font-weight: 600; border-bottom: 1pt solid #000;
  padding: 1mm 1.5mm 0.7mm 0; overflow-wrap: normal;
}
td {
  vertical-align: top; border-bottom: 0.4pt solid #999; padding: 0.9mm 1.5mm 0.9mm 0;
  white-space: pre-line; unicode-bidi: isolate;
}
th + th, td + td { padding-left: 1.5mm; }
dd, td[data-label="Name"], td[data-label="Text"], td[data-label="What"], td[data-label="Why"],
td[data-label="Identity"], table.plan td { overflow-wrap: anywhere; }
td[data-label="Text"], td[data-label="What"], td[data-label="Why"] { min-width: 32mm; }
td[data-label="Identity"], td[data-label="Attendance"] { min-width: 31mm; }
td[data-label="Who"], td[data-label="By"] { min-width: 24mm; }
td[data-label="Missing"], td[data-label="Reached"], td[data-label="Outcome"] { min-width: 26mm; }
td[data-label="To"], td[data-label="For"] { min-width: 20mm; }
th:last-child, td:last-child { padding-right: 0; }
td[data-label="Desk"], td[data-label="Time"], td[data-label="From"], td[data-label="Until"],
td[data-label="Number"], td[data-label="Receipts"], td[data-label="Raised"], td[data-label="When"] {
  white-space: pre; font-variant-numeric: tabular-nums; width: 1%;
}
table.register td[data-label="Name"] { font-weight: 600; min-width: 28mm; }
table.register { font-size: 8pt; }
table.register td[data-label="Signature"] { width: 36mm; border: 0.4pt solid #000; }
table.register tr { height: 9mm; }
table.register td[data-label="Sealed"], table.register td[data-label="Began"],
table.register td[data-label="Status"], table.register td[data-label="Extra time"] {
  white-space: pre; width: 1%;
}
table.sums td:nth-child(n + 4), table.lost td:nth-child(n + 5) { white-space: nowrap; }
tr.gone td { color: #555; }
tr.undone td[data-label="What"], tr.refused td[data-label="What"] { text-decoration: line-through; }
tr.incident td[data-label="Kind"] { font-weight: 700; }
table.plan { table-layout: fixed; font-size: 7.5pt; line-height: 1.25; border-collapse: separate;
  border-spacing: 1mm; }
table.plan th { border: 0; text-align: center; padding: 0; }
table.plan th:first-child, table.plan td:first-child { width: 6mm; }
table.plan td:first-child {
  border: 0; padding: 0; font-size: 9pt; font-weight: 600; text-align: center;
  vertical-align: middle;
}
table.plan td { border: 0.75pt solid #000; padding: 1mm; height: 19mm; }
table.plan td:empty { border: 0.75pt dashed #aaa; }
table.plan td::first-line { font-weight: 700; }
table.plan tr.dense td { font-size: 5.5pt; padding: 0.5mm; height: 14mm; }
section.register, section.plan { page: across; break-after: page; }
section.incidents { break-before: page; }
.signing { display: flex; gap: 10mm; margin-top: 12mm; break-inside: avoid; }
.signing div { flex: 1; font-size: 8pt; }
.signing span {
  display: block; border-bottom: 0.75pt solid #000; height: 10mm; margin-bottom: 1mm;
}
.none { color: #444; font-style: italic; }
.grave { border: 1.5pt solid #000; padding: 1.5mm 2.5mm; font-weight: 600; }
@media screen {
  body { max-width: 297mm; margin: 8mm auto; padding: 0 8mm 16mm; }
  .wide { overflow-x: auto; }
}
@media screen and (max-width: 1000px) {
  body { margin: 4mm auto; padding: 0 4mm 12mm; font-size: 11pt; }
  dl { grid-template-columns: 1fr; }
  dl.counts { grid-template-columns: repeat(3, 1fr); }
  dl.record div { display: block; }
  table:not(.plan) { display: block; font-size: 10.5pt; }
  table:not(.plan) tbody {
    display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 80mm), 1fr)); gap: 3mm;
  }
  table:not(.plan) thead { display: none; }
  table:not(.plan) tr, table.register tr {
    display: block; height: auto; border: 0.75pt solid #000; padding: 2mm 3mm; min-width: 0;
  }
  table:not(.plan) td, table.register td[data-label] {
    display: flex; gap: 3mm; width: auto; border: 0; padding: 0.5mm 0; white-space: pre-line;
  }
  table:not(.plan) td::before {
    content: attr(data-label); flex: none; width: 26mm; color: #444; font: 400 9pt system-ui;
    padding-top: 0.3mm;
  }
  table:not(.plan) td:empty { display: none; }
  tr td[data-label="What"] { text-decoration: none !important; }
  table.plan { width: auto; }
  table.plan td { width: 26mm; }
  table.plan th:first-child, table.plan td:first-child { position: sticky; left: 0;
    background: #fff; }
  .signing { display: none; }
}
"""
