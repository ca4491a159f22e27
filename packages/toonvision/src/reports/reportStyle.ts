// How a report looks: on a screen, light or dark, and on paper.
export const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --card: #f6f8fa; --text: #1c2128; --muted: #57606a; --line: #d0d7de; --wrong: #b3261e; --accent: #1d4f91; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --card: #1b2027; --text: #e6eaf0; --muted: #9aa4b1; --line: #343b46; --wrong: #ff8a80; --accent: #8fc1ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 16px/1.55 system-ui, 'DejaVu Sans', Verdana, sans-serif; }
main, header { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 44px 0 12px; padding-top: 12px; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 24px 0 8px; }
p { margin: 0 0 10px; max-width: 76ch; }
a { color: var(--accent); }
.muted { color: var(--muted); }
.summary { font-size: 1.08rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px; margin: 20px 0; }
.summary p:first-child { font-size: 1.3rem; font-weight: 600; }
.summary p:last-child { margin-bottom: 0; }
.notice { border-left: 4px solid var(--wrong); padding: 8px 14px; background: var(--card); }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 14px 0 0; }
.charts { display: flex; flex-wrap: wrap; gap: 20px; align-items: flex-start; }
figure { margin: 0; }
figure.chart { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; max-width: 100%; }
figure.chart img { display: block; max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 8px 0 16px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 16px; padding: 0; margin: 8px 0; list-style: none; }
.gallery li { border: 1px solid var(--line); border-radius: 8px; padding: 10px; background: var(--card); font-size: .84rem; overflow-wrap: anywhere; }
.gallery .images { display: flex; gap: 6px; justify-content: center; margin-bottom: 6px; }
.gallery img { height: 130px; max-width: 100%; object-fit: contain; min-width: 0; }
.wrong { color: var(--wrong); font-weight: 600; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; overflow-x: auto; font: 13px/1.5 'DejaVu Sans Mono', ui-monospace, monospace; }
footer { max-width: 1080px; margin: 40px auto; padding: 0 24px; color: var(--muted); font-size: .85rem; }
@media print { body { font-size: 11pt; } h2 { break-after: avoid; } figure, .gallery li, tr { break-inside: avoid; } nav { display: none; } main, header, footer { max-width: none; padding: 0; } }
`;
