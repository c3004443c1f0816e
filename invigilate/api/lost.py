"""The page for an address that leads nowhere. Pure, without a script, the same for everyone.

It does not repeat the address: whoever sends a link could have us say anything.
"""

STYLE_PATH = "/lost.css"

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'none'"
)
"""What this page needs, which is less than the others do."""

PAGE = f"""\
<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>No page here · invigilate</title>
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
<link rel="stylesheet" href="{STYLE_PATH}">
</head>
<body>
<main>
<h1>There is no page here</h1>
<p>The address may be mistyped, or the page has moved. Nothing was changed, and an exam that you
are writing goes on.</p>
<p><a class="go" href="/">Join an exam, or go back to yours</a></p>
<p class="staff">Staff: <a href="/office">the office</a></p>
</main>
</body>
</html>
"""

STYLE = """\
:root {
  color-scheme: light dark;
  --ink: light-dark(#1b1d22, #eceef2);
  --quiet: light-dark(#5a5e68, #a6acb8);
  --line: light-dark(#e3e0d9, #2d323b);
  --accent: light-dark(#3451b2, #a3b6ff);
  --fill: light-dark(#3451b2, #8ea6ff);
  --on-fill: light-dark(#ffffff, #10142a);
}
* { box-sizing: border-box; }
body {
  display: grid;
  place-items: center;
  min-block-size: 100dvh;
  margin: 0;
  padding: 1.5rem;
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  color: var(--ink);
  background: light-dark(#f7f6f3, #14161a);
}
main {
  display: grid;
  gap: 1.5rem;
  inline-size: min(27rem, 100%);
  padding: clamp(1.5rem, 5vw, 2rem);
  border: 1px solid var(--line);
  border-radius: 1rem;
  background: light-dark(#ffffff, #1b1e24);
}
h1 { margin: 0; font-size: 1.75rem; font-weight: 600; line-height: 1.2; text-wrap: balance; }
p { margin: 0; color: var(--quiet); }
a { color: var(--accent); text-underline-offset: 0.18em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.go {
  display: grid;
  place-items: center;
  min-block-size: 2.75rem;
  padding: 0.25rem 1rem;
  border-radius: 0.625rem;
  font-weight: 500;
  text-align: center;
  text-decoration: none;
  color: var(--on-fill);
  background: var(--fill);
}
.staff { padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
@media (max-width: 34rem) {
  body { place-items: start stretch; }
  main { padding-inline: 0; border: 0; background: none; }
}
"""
