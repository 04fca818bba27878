/** Of the debug page: dark or light as the reader's system is, without fonts or images from anywhere. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--back:#fbfaf8;--text:#1d1b19;--soft:#6b6660;--line:#e2ded8;--card:#fff;--accent:#b3261e;--mark:#fde8e6;--link:#0b57d0;--code:#f5f3ef}
@media (prefers-color-scheme:dark){:root{--back:#171615;--text:#ece8e3;--soft:#a09a92;--line:#35322f;--card:#201e1d;--accent:#ff8a80;--mark:#4a2522;--link:#8ab4f8;--code:#1b1a19}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main,header>div{max-width:72rem;margin:0 auto;padding:0 1.5rem}
header{background:var(--card);border-bottom:1px solid var(--line);padding:1.25rem 0}
header p{margin:.25rem 0}
h1{font-size:1.35rem;line-height:1.35;margin:.25rem 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}
h1 b{color:var(--accent)}
h2{font-size:1.05rem;margin:2rem 0 .5rem}
h2 small,.soft{color:var(--soft);font-weight:400}
a{color:var(--link)}
code,pre,td,.place{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
.error{border-left:4px solid var(--accent);padding:.1rem 0 .1rem .9rem;white-space:pre-wrap;overflow-wrap:anywhere}
button{font:inherit;font-size:13px;padding:.3rem .7rem;border:1px solid var(--line);border-radius:6px;background:var(--back);color:var(--text);cursor:pointer}
button:hover{border-color:var(--soft)}
:focus-visible{outline:2px solid var(--link);outline-offset:1px}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:.5rem 0;overflow:hidden}
details.library{border-style:dashed;background:none}
details details{margin:.5rem}
summary{padding:.5rem .9rem;cursor:pointer;overflow-wrap:anywhere}
summary b{font-weight:600}
summary .place{color:var(--soft)}
.library ol{margin:0;padding:.25rem .9rem .6rem 2.2rem;color:var(--soft)}
pre{margin:0;padding:.6rem 0;background:var(--code);border-top:1px solid var(--line);overflow-x:auto;line-height:1.55}
pre span{display:block;padding:0 .9rem;min-width:max-content}
pre i{display:inline-block;width:3.2rem;font-style:normal;color:var(--soft);user-select:none}
pre .here{background:var(--mark);box-shadow:inset 4px 0 var(--accent)}
table{border-collapse:collapse;width:100%}
td{padding:.25rem .9rem;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}
td:first-child{width:16rem;color:var(--soft)}
.meaning{padding:.2rem .9rem .7rem;white-space:pre-wrap}
kbd{font:12px ui-monospace,monospace;border:1px solid var(--line);border-radius:4px;padding:0 .3rem}
footer{margin:2.5rem 0;color:var(--soft);font-size:13px}
@media (max-width:40rem){td:first-child{width:8rem}main,header>div{padding:0 .8rem}}
`;
