"use strict";
// Plots, the dialog before an action, and the word that says whether the page is live. All else is HTML and htmx.

(() => {
  const dialog = document.getElementById("dialog");
  const pulse = document.getElementById("pulse");
  const live = document.getElementById("live");
  const restarting = document.getElementById("restarting");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const plots = [];
  let newest = null;
  let series = null;

  function say(isLive) {
    pulse.hidden = false;
    pulse.classList.toggle("off", !isLive);
    pulse.textContent = isLive ? "Live" : "Waiting for the server";
  }

  // Ask now and then, until the server is there again, and there is a new one if that was wanted.
  async function comeBack() {
    const answer = await get("settings");
    if (answer?.ok && !restarting) return location.reload();
    setTimeout(comeBack, 1000);
  }

  async function get(address) {
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (answer.status === 401) location.assign(restarting ? "./" : location.href);
      return answer;
    } catch {
      return null; // the server is away; the live part says so
    }
  }

  // Questions: the same page that works without a script, shown in a dialog.

  async function ask(address) {
    const answer = await get(address);
    if (!answer) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const asked = page.getElementById("asked");
    if (!asked) return location.assign(address);
    dialog.replaceChildren(document.adoptNode(asked));
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-ask], a[data-cancel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-cancel]")) {
      if (!dialog.open) return;
      event.preventDefault();
      return dialog.close();
    }
    event.preventDefault();
    ask(link.href);
  });

  // Plots: what uPlot draws on a canvas takes its colours from the style sheet.

  function colour(name) {
    const probe = document.createElement("i");
    probe.className = name;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  // The space between the lowest and the highest values, where each point stands for many.
  const band = (line) => ({ series: [{ ...line, width: 0 }, { ...line, width: 0 }], bands: [{ series: [3, 2], fill: line.fill }] });

  function draw(figure, title, values, stroke, unit, low, high) {
    figure.replaceChildren();
    if (series.at.length < 2) {
      const note = document.createElement("p");
      note.className = "empty";
      note.textContent = title + ": a plot appears with the second sample.";
      return figure.append(note);
    }
    const axis = { stroke: colour("muted"), grid: { stroke: colour("line-of-grid"), width: 1 }, ticks: { show: false } };
    const long = series.at.at(-1) - series.at[0];
    const hands = long > 2 * 86400 ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit", hour12: false, ...(long < 600 && { second: "2-digit" }) };
    const clock = (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleString([], hands));
    const line = { stroke, width: 2, fill: stroke.replace("rgb(", "rgba(").replace(")", ", .1)"), points: { show: false } };
    const between = low ? band({ ...line, fill: line.fill.replace(".1)", ".25)") }) : { series: [], bands: [] };
    const options = {
      title, width: figure.clientWidth, height: 165, padding: [8, 8, 0, 0], cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (_, low, high) => [0, Math.max(5, high * 1.1)] } },
      series: [{}, low ? { ...line, fill: undefined } : line, ...between.series.map((each) => ({ ...each, fill: undefined }))],
      bands: between.bands,
      axes: [{ ...axis, size: 28, space: 80, values: clock }, { ...axis, size: 56, incrs: [1, 2, 5].flatMap((step) => [1, 10, 100, 1e3, 1e4, 1e5].map((times) => step * times)).sort((a, b) => a - b), values: (_, ticks) => ticks.map((tick) => tick.toLocaleString() + unit) }],
    };
    plots.push(new uPlot(options, [series.at, values, ...(low ? [low, high] : [])], figure));
  }

  function redraw() {
    if (!series) return;
    plots.splice(0).forEach((plot) => plot.destroy());
    draw(document.getElementById("plot-memory"), "Memory", series.memory, colour("accent"), " MB", series.low, series.high);
    draw(document.getElementById("plot-connections"), "Connections", series.connections, colour("good"), "");
  }

  async function refresh() {
    const latest = document.getElementById("plots").dataset.newest;
    if (latest === newest) return;
    newest = latest;
    const range = document.querySelector("#ranges :checked");
    const answer = await get(range ? "trend?range=" + range.value : "trend");
    if (answer?.ok) {
      series = await answer.json();
      const note = document.getElementById("plots-note");
      note.textContent = series.note;
      note.hidden = !series.note;
      redraw();
    }
  }

  if (restarting) comeBack();
  if (live) {
    live.addEventListener("htmx:sse:after:message", () => { say(true); refresh(); });
    live.addEventListener("htmx:sse:error", (event) => {
      if (event.detail.status === 401) return location.reload();
      say(false);
    });
    live.addEventListener("htmx:error", () => { say(false); comeBack(); });
    live.addEventListener("signed-out", () => location.reload());
    new ResizeObserver(() => plots.forEach((plot) => plot.setSize({ width: plot.root.parentNode.clientWidth, height: 165 })))
      .observe(live);
    dark.addEventListener("change", redraw);
    document.getElementById("ranges")?.addEventListener("change", () => { newest = null; refresh(); });
    refresh();
  }
})();
