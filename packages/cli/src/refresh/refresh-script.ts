/** What pages run, where DEBUG is on, to load themselves again; served from an address that only these pages know. */
export const REFRESH_SCRIPT = `(() => {
  const { src } = document.currentScript;
  const version = new URL(src).searchParams.get("v");
  let source = null;
  function refreshStyles() {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      const url = new URL(link.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("micro-refresh", Date.now());
      const next = link.cloneNode();
      next.href = url;
      next.addEventListener("load", () => link.remove());
      link.after(next);
    }
  }
  function connect() {
    source = new EventSource(new URL("events", src));
    source.addEventListener("version", ({ data }) => { if (data !== version) location.reload(); });
    source.addEventListener("refresh", () => location.reload());
    source.addEventListener("styles", refreshStyles);
  }
  // A browser has few connections to a server: pages that nobody sees take none, and ask when they are seen again.
  function follow() {
    source?.close();
    source = null;
    if (document.visibilityState === "visible") connect();
  }
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => source?.close());
  follow();
})();
`;
