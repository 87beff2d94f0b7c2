"use strict";
(() => {
  const filters = document.querySelector(".filters");
  const table = document.querySelector("table");
  if (!filters || !table) return;
  const body = table.tBodies[0];
  const status = document.querySelector("[role=status]");
  const words = filters.querySelector("input[type=search]");
  const choices = [...filters.querySelectorAll("select")];
  const entries = [...body.rows].map((row) => {
    const section = document.getElementById(row.dataset.section);
    return { row, section, text: `${row.textContent} ${section.textContent}`.toLowerCase() };
  });

  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, section, text } of entries) {
      const fits =
        wanted.every((word) => text.includes(word)) &&
        choices.every((choice) => !choice.value || row.dataset[choice.name] === choice.value);
      row.hidden = section.hidden = !fits;
      shown += fits;
    }
    status.textContent = `${shown} of ${entries.length} shown`;
  };

  const sort = (heading) => {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const key = ({ row }) => row.cells[heading.cellIndex].dataset.key ?? row.cells[heading.cellIndex].textContent;
    const sorted = [...entries].sort((a, b) => key(a).localeCompare(key(b), "en", { numeric: true }));
    if (descending) sorted.reverse();
    body.append(...sorted.map(({ row }) => row));
  };

  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading));
    heading.append(button);
  }
  filters.hidden = false;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", show);
  show();
})();
