"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const { locales, rules, pages, paths, texts, findings, severities } = data;

  // ---- Elements

  /** An element. What comes from documents goes in as text, never as markup. */
  function h(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
      else if (key === "class") element.className = value;
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const severityCount = (number, severity) =>
    severities[severity] === "info" ? `${number.toLocaleString("en")} info` : count(number, severities[severity]);
  const icon = (severity) => h("span", { class: `icon s${severity}`, "aria-hidden": "true" });
  const say = (text) => (at("said").textContent = text);

  // ---- Languages

  const RTL = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]);
  const RTL_SCRIPTS = new Set(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"]);
  const direction = locales.map((tag) => {
    const [language, ...rest] = tag.toLowerCase().split(/[-_]/);
    const script = rest.find((part) => part.length === 4 && !/\d/.test(part));
    return (script ? RTL_SCRIPTS.has(script) : RTL.has(language)) ? "rtl" : "ltr";
  });
  const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;
  /** Language and direction of a text; one in which no letter goes from right to left is code or a name. */
  function language(locale, marked) {
    if (locale === undefined || locale === null) return { dir: "auto" };
    const text = typeof marked === "string" ? marked : marked[0];
    const dir = direction[locale] === "rtl" && RTL_LETTER.test(text) ? "rtl" : "ltr";
    return { lang: locales[locale].replaceAll("_", "-"), dir };
  }
  const localeName = (locale) => (locale === undefined || locale === null ? "no locale" : locales[locale]);

  // ---- Text of documents

  /** Code, addresses and bold text in Markdown as it is written. */
  const TOKEN = /^(`{3,}|~{3,})[^\n]*\n(?:[^]*?\n\1[`~]*[ \t]*$|[^]*)|`+[^`\n]*`+|\bhttps?:\/\/[^\s<>"'`()[\]|*]+|\]\([^()\s]*|\*\*[^*\n]+\*\*/gm;

  /** The text of a document in an element: what findings are about is marked, code and addresses keep their order. */
  function written(element, marked) {
    const [text, ...marks] = typeof marked === "string" ? [marked] : marked;
    let from = 0;
    const plain = (start, end) => start < end && pieces(element, text, start, end, marks);
    for (const found of text.matchAll(TOKEN)) {
      let start = found.index;
      const end = start + found[0].length;
      if (found[0].startsWith("](")) start += 2;
      if (start === end) continue;
      plain(from, start);
      const kind = found[1] ? "block" : found[0].startsWith("`") ? "code" : "url";
      const token = found[0].startsWith("**") ? h("b") : h("bdi", { dir: "ltr", class: kind });
      pieces(token, text, start, end, marks);
      element.append(token);
      from = end;
    }
    plain(from, text.length);
    return element;
  }

  /** A stretch of text, in which the marks on it begin and end. */
  function pieces(element, text, start, end, marks) {
    const cuts = new Set([start, end]);
    const here = marks.filter((mark) => mark[0] < end && mark[1] > start);
    for (const mark of here) for (const cut of [mark[0], mark[1]]) if (cut > start && cut < end) cuts.add(cut);
    const bounds = [...cuts].sort((a, b) => a - b);
    for (let i = 0; i + 1 < bounds.length; i++) {
      const part = text.slice(bounds[i], bounds[i + 1]);
      const mark = here.find((mark) => mark[0] <= bounds[i] && mark[1] >= bounds[i + 1]);
      element.append(mark ? h("mark", { "data-finding": mark[2] }, part) : part);
    }
  }

  // ---- What is asked for

  const fresh = () => ({ sev: new Set(), loc: new Set(), rule: new Set(), q: "", sort: "worst", all: false, page: null, in: null });
  let view = fresh();
  const names = { sev: severities, loc: locales.concat("none"), rule: rules.map((rule) => rule.name) };
  const NONE = locales.length;
  const numbered = (values) => new Map(values.map((value, index) => [value.toLowerCase(), index]));
  const known = { sev: numbered(names.sev), loc: numbered(names.loc), rule: numbered(names.rule), page: numbered(pages.map((page) => page.key)) };

  function read() {
    const said = new URLSearchParams(location.hash.slice(1));
    const value = (key) => (said.get(key) || "").toLowerCase();
    view = fresh();
    for (const key of ["sev", "loc", "rule"]) {
      for (const name of value(key).split(",")) if (known[key].has(name)) view[key].add(known[key].get(name));
    }
    view.q = said.get("q") || "";
    view.sort = said.get("sort") === "name" ? "name" : "worst";
    view.all = said.has("all");
    view.page = known.page.get(value("page")) ?? null;
    view.in = known.loc.get(value("in")) ?? null;
  }

  /** The fragment of a view. */
  function link(change) {
    const wanted = { ...view, ...change };
    const said = new URLSearchParams();
    for (const key of ["sev", "loc", "rule"]) {
      if (wanted[key].size) said.set(key, [...wanted[key]].sort((a, b) => a - b).map((value) => names[key][value]).join(","));
    }
    if (wanted.q) said.set("q", wanted.q);
    if (wanted.sort !== "worst") said.set("sort", wanted.sort);
    if (wanted.all) said.set("all", "1");
    if (wanted.page !== null) said.set("page", pages[wanted.page].key);
    if (wanted.page !== null && wanted.in !== null) said.set("in", names.loc[wanted.in]);
    return `#${said}`;
  }

  function change(change) {
    Object.assign(view, change);
    history.replaceState(null, "", link({}));
    overview();
  }

  function toggle(key, value) {
    const chosen = new Set(view[key]);
    if (!chosen.delete(value)) chosen.add(value);
    change({ [key]: chosen });
  }

  // ---- What is found

  const localeOf = (finding) => finding.locale ?? NONE;
  const haystack = findings.map((finding) => {
    const path = paths[finding.places[0].path][0];
    return `${pages[finding.page].key}\n${path}\n${finding.message}\n${finding.found ?? ""}\n${finding.expected ?? ""}`.toLowerCase();
  });

  /** The findings that are asked for, and for each value of a filter how many there were with it. */
  function filtered() {
    const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = { sev: new Map(), loc: new Map(), rule: new Map() };
    const add = (key, value) => counts[key].set(value, (counts[key].get(value) || 0) + 1);
    const found = [];
    findings.forEach((finding, index) => {
      if (!words.every((word) => haystack[index].includes(word))) return;
      const values = { sev: finding.severity, loc: localeOf(finding), rule: finding.rule };
      const misses = Object.keys(values).filter((key) => view[key].size && !view[key].has(values[key]));
      if (misses.length === 0) found.push(index);
      for (const key in values) if (misses.length === 0 || (misses.length === 1 && misses[0] === key)) add(key, values[key]);
    });
    return { found, counts };
  }

  /** Counts by severity of each page in each locale, of each page, of each locale. */
  function tally(found) {
    const cells = new Map();
    const ofPage = new Map();
    const ofLocale = new Map();
    const into = (map, key, finding) => {
      if (!map.has(key)) map.set(key, [0, 0, 0]);
      map.get(key)[finding.severity] += 1;
    };
    for (const index of found) {
      const finding = findings[index];
      into(cells, finding.page * (NONE + 1) + localeOf(finding), finding);
      into(ofPage, finding.page, finding);
      into(ofLocale, localeOf(finding), finding);
    }
    return { cells, ofPage, ofLocale };
  }

  const sum = (counts) => (counts ? counts[0] + counts[1] + counts[2] : 0);
  const heaviest = (counts) => counts.findIndex((number) => number > 0);
  const told = (counts) => counts.map((number, severity) => number && severityCount(number, severity)).filter(Boolean).join(", ");
  const byName = new Intl.Collator("en", { numeric: true }).compare;

  /** Pages in the order of the map. */
  function ordered(ofPage, all) {
    const shown = pages.map((_, index) => index).filter((index) => all || ofPage.has(index));
    const zero = [0, 0, 0];
    return shown.sort((a, b) => {
      const [x, y] = [ofPage.get(a) || zero, ofPage.get(b) || zero];
      const worse = view.sort === "worst" ? y[0] - x[0] || y[1] - x[1] || y[2] - x[2] : 0;
      return worse || byName(pages[a].key, pages[b].key);
    });
  }

  // ---- Long lists grow as they are looked at

  function grow(container, items, show, size, noun) {
    let done = 0;
    const button = h("button", { type: "button", class: "more", on: { click: () => next() } });
    const watch = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && next(), { rootMargin: "600px" });
    function next() {
      const until = Math.min(done + size, items.length);
      container.append(...items.slice(done, until).flatMap(show));
      done = until;
      watch.disconnect();
      if (done === items.length) return button.remove();
      button.textContent = `Show more ${noun} (${(items.length - done).toLocaleString("en")} left)`;
      container.parentElement.append(button);
      requestAnimationFrame(() => watch.observe(button));
    }
    next();
    return { stop: () => watch.disconnect(), upTo: (most) => { while (done < Math.min(most, items.length)) next(); } };
  }
  const growing = [];
  const stopGrowing = () => growing.splice(0).forEach((list) => list.stop());

  // ---- Overview

  function overview() {
    const { found, counts } = filtered();
    const totals = tally(found);
    stopGrowing();
    filters(counts);
    map(totals);
    list(found, totals);
    const narrowed = view.sev.size || view.loc.size || view.rule.size || view.q;
    at("clear").hidden = !narrowed;
    if (at("query").value !== view.q) at("query").value = view.q;
    say(`${count(found.length, "finding")} on ${count(totals.ofPage.size, "page")}`);
  }

  /** Remembers which of its buttons had the focus while a group is drawn anew. */
  function redraw(container, ...children) {
    const index = [...container.querySelectorAll("button")].indexOf(document.activeElement);
    container.replaceChildren(...children);
    if (index >= 0) container.querySelectorAll("button")[index]?.focus();
  }

  function filters(counts) {
    const chip = (key, value, number, ...content) =>
      h(
        "button",
        {
          type: "button",
          class: number ? "chip" : "chip none",
          "aria-pressed": String(view[key].has(value)),
          on: { click: () => toggle(key, value) },
        },
        ...content,
      );
    redraw(
      at("severities"),
      ...severities.map((name, severity) => {
        const number = counts.sev.get(severity) || 0;
        const noun = name === "info" ? "info" : number === 1 ? name : `${name}s`;
        return chip("sev", severity, number, icon(severity), h("span", {}, h("b", {}, number.toLocaleString("en")), ` ${noun}`));
      }),
    );
    const all = names.loc.map((_, locale) => locale).filter((locale) => locale !== NONE || findings.some((f) => localeOf(f) === NONE));
    redraw(
      at("locales"),
      ...all.map((locale) => {
        const number = counts.loc.get(locale) || 0;
        return chip("loc", locale, number, names.loc[locale], " ", h("b", {}, number.toLocaleString("en")));
      }),
    );
    const order = rules.map((_, rule) => rule).sort((a, b) => byName(rules[a].name, rules[b].name));
    redraw(
      at("rules"),
      h(
        "ul",
        {},
        order.map((rule) => {
          const number = counts.rule.get(rule) || 0;
          const pick = h(
            "button",
            { type: "button", class: "pick", "aria-pressed": String(view.rule.has(rule)), on: { click: () => toggle("rule", rule) } },
            rules[rule].name,
            h("b", {}, number.toLocaleString("en")),
          );
          const ask = { type: "button", class: "ask", "aria-label": `What ${rules[rule].name} means`, on: { click: () => explain(rule) } };
          return h("li", { class: number ? "" : "none" }, pick, h("button", ask, "?"));
        }),
      ),
    );
  }

  // ---- Map

  const LEVELS = [1, 3, 8, Infinity];
  const level = (number) => LEVELS.findIndex((most) => number <= most) + 1;

  /** The locales of the map: those that pages are translated from first. */
  function columns() {
    const sources = new Map();
    for (const page of pages) if (page.source !== undefined) sources.set(page.source, (sources.get(page.source) || 0) + 1);
    const all = names.loc.map((_, locale) => locale).filter((locale) => locale !== NONE || findings.some((f) => localeOf(f) === NONE));
    const rank = (locale) => (locale === NONE ? -1 : sources.get(locale) || 0);
    return all.sort((a, b) => rank(b) - rank(a) || byName(names.loc[a], names.loc[b]));
  }
  const allColumns = columns();

  /** The folders that all pages are in. */
  const shared = (() => {
    if (pages.length < 2) return "";
    const keys = pages.map((page) => page.key).sort();
    const [first, last] = [keys[0], keys[keys.length - 1]];
    let same = 0;
    while (same < first.length && first[same] === last[same]) same += 1;
    return first.slice(0, first.lastIndexOf("/", same - 1) + 1);
  })();

  /** A path that may be broken behind its separators. */
  const breakable = (path) => path.split(/(?<=\/)/).flatMap((part) => [part, h("wbr")]);

  /** A page's key, its name set off from its folders; those that all pages share are told once. */
  function keyOf(key) {
    const cut = key.lastIndexOf("/") + 1;
    return [cut > shared.length ? h("span", {}, ...breakable(key.slice(shared.length, cut))) : null, key.slice(cut)];
  }

  function row(page, shown, totals) {
    const counts = totals.ofPage.get(page);
    const variants = new Set(pages[page].locales);
    const where = counts ? link({ page, in: null }) : null;
    const name = where ? h("a", { class: "key", href: where, tabindex: "-1" }, keyOf(pages[page].key)) : h("span", { class: "key", tabindex: "-1" }, keyOf(pages[page].key));
    const head = h("th", { scope: "row" }, counts && h("span", { class: "total" }, sum(counts).toLocaleString("en")), name);
    const cells = shown.map((locale) => {
      const found = totals.cells.get(page * (NONE + 1) + locale);
      const label = `${pages[page].key}, ${names.loc[locale]}: `;
      if (found) {
        const classes = `cell s${heaviest(found)} l${level(sum(found))}`;
        return h("td", {}, h("a", { class: classes, href: link({ page, in: locale }), tabindex: "-1", title: label + told(found), "aria-label": label + told(found) }, sum(found).toLocaleString("en")));
      }
      const is = variants.has(locale);
      return h("td", {}, h("span", { class: is ? "cell clean" : "cell none", tabindex: "-1", role: "img", "aria-label": label + (is ? "nothing found" : "not there") }, is ? "" : "–"));
    });
    return h("tr", {}, head, cells);
  }

  function map(totals) {
    const shown = view.loc.size ? allColumns.filter((locale) => view.loc.has(locale)) : allColumns;
    const order = ordered(totals.ofPage, view.all);
    const body = h("tbody");
    const total = (locale) => {
      const found = totals.ofLocale.get(locale);
      const press = { type: "button", class: "col", tabindex: "-1", "aria-pressed": String(view.loc.has(locale)), title: found ? told(found) : "nothing found", on: { click: () => toggle("loc", locale) } };
      return h("th", { scope: "col" }, h("button", press, names.loc[locale], h("small", {}, sum(found).toLocaleString("en"))));
    };
    const table = h(
      "table",
      { role: "grid", "aria-label": "Findings by page and locale", on: { keydown: walk } },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, count(order.length, "page"), shared && h("span", { class: "shared" }, "in ", ...breakable(shared))), shown.map(total))),
      body,
    );
    const had = at("grid").contains(document.activeElement) ? position(document.activeElement) : null;
    const scroll = at("grid").scrollLeft;
    at("grid").replaceChildren();
    if (order.length) {
      at("grid").append(table);
      growing.push(grow(body, order, (page) => [row(page, shown, totals)], 80, "pages"));
      at("grid").scrollLeft = scroll;
      enter(table, had);
    } else {
      at("grid").append(nothing());
    }
    at("legend").hidden = !order.length;
    at("by-worst").setAttribute("aria-pressed", String(view.sort === "worst"));
    at("by-name").setAttribute("aria-pressed", String(view.sort === "name"));
    const hidden = pages.length - totals.ofPage.size;
    at("all").hidden = !hidden;
    at("all").textContent = view.all ? "Hide pages without findings" : `Show ${count(hidden, "page")} without findings`;
  }

  function nothing() {
    if (findings.length) return h("p", { class: "empty" }, "Nothing is left of the findings with these filters.");
    return h("p", { class: "empty" }, h("strong", {}, "In step"), "Nothing was found.");
  }

  // The map is one stop of the Tab key; arrows move within it.
  const stop = (cell) => cell?.querySelector("a, button, [tabindex]");
  function position(element) {
    const cell = element.closest("th, td");
    const line = cell?.closest("tr");
    return line && { row: [...line.closest("table").rows].indexOf(line), column: cell.cellIndex };
  }
  function enter(table, had) {
    const wanted = had && stop(table.rows[had.row]?.cells[had.column]);
    const first = wanted || table.querySelector("td a") || table.querySelector("button");
    first?.setAttribute("tabindex", "0");
    if (wanted) wanted.focus();
  }
  function walk(event) {
    const { row, column } = position(event.target) || {};
    const table = event.currentTarget;
    const last = event.ctrlKey || event.metaKey;
    const to = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [last ? 1 : row, 0],
      End: [last ? table.rows.length - 1 : row, table.rows[0].cells.length - 1],
      PageUp: [Math.max(1, row - 10), column],
      PageDown: [Math.min(table.rows.length - 1, row + 10), column],
    }[event.key];
    const target = to && to[0] >= 0 && stop(table.rows[to[0]]?.cells[to[1]]);
    if (!to) return;
    event.preventDefault();
    if (!target) return;
    table.querySelectorAll('[tabindex="0"]').forEach((old) => old.setAttribute("tabindex", "-1"));
    target.setAttribute("tabindex", "0");
    target.focus();
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function legend() {
    const cell = (classes, text) => h("span", { class: `cell ${classes}`, "aria-hidden": "true" }, text);
    at("legend").append(
      ...severities.map((name, severity) => h("li", {}, cell(`s${severity} l1`), cell(`s${severity} l2`), cell(`s${severity} l3`), cell(`s${severity} l4`), name)),
      h("li", {}, "for 1, 2–3, 4–8 and more findings, by the heaviest"),
      h("li", {}, cell("clean", ""), "nothing found"),
      h("li", {}, cell("none", "–"), "not there"),
    );
  }

  // ---- List

  function list(found, totals) {
    const rank = new Map(ordered(totals.ofPage, false).map((page, index) => [page, index]));
    const order = [...found].sort((a, b) => rank.get(findings[a].page) - rank.get(findings[b].page) || a - b);
    at("list-title").textContent = count(found.length, "finding");
    const items = h("div");
    at("findings").replaceChildren(items);
    let page = null;
    const show = (index) => {
      const item = card(index, {});
      if (findings[index].page === page) return [item];
      page = findings[index].page;
      return [h("h3", { class: "group" }, h("a", { href: link({ page, in: null }) }, ...keyOf(pages[page].key)), h("span", { class: "where" }, ` · ${told(totals.ofPage.get(page))}`)), item];
    };
    growing.push(grow(items, order, show, 40, "findings"));
  }

  const where = (place) => `${paths[place.path][0]}:${place.at[0]}`;

  function copied(place) {
    const button = h("button", { type: "button", class: "copy", title: `Copy ${where(place)}`, "aria-label": `Copy ${where(place)}`, on: { click: copy } }, "Copy");
    async function copy() {
      let done = true;
      try {
        await navigator.clipboard.writeText(where(place));
      } catch {
        const field = h("textarea", { class: "unseen", readonly: true });
        field.value = where(place);
        button.after(field);
        field.select();
        done = document.execCommand("copy");
        field.remove();
        button.focus();
      }
      button.textContent = done ? "Copied" : "Cannot copy";
      say(done ? `Copied ${where(place)}` : "Cannot copy");
      setTimeout(() => (button.textContent = "Copy"), 1500);
    }
    return button;
  }

  /** A finding. It is open or not, and may stand where its lines are shown already. */
  function card(index, { open = false, lines = true, note = null }) {
    const finding = findings[index];
    const primary = finding.places[0];
    const toggle = h(
      "button",
      { type: "button", class: "toggle", "aria-expanded": "false", on: { click: () => expand(item.querySelector(".body") === null) } },
      icon(finding.severity),
      h("span", { class: "message", dir: "auto" }, ...quoted(finding.message)),
      h("span", { class: "chev", "aria-hidden": "true" }),
    );
    const rule = rules[finding.rule].name;
    const facts = h(
      "div",
      { class: "facts" },
      h("span", { class: `sev s${finding.severity}` }, severities[finding.severity]),
      h("button", { type: "button", class: "link rule-name", title: `What ${rule} means`, "aria-haspopup": "dialog", on: { click: () => explain(finding.rule) } }, rule),
      h("span", {}, localeName(finding.locale)),
      h("span", {}, h("bdi", { class: "place" }, `${where(primary)}:${primary.at[1]}`), copied(primary)),
      finding.fix === "safe" && h("span", {}, "mended by ", h("code", {}, "--fix")),
    );
    const item = h("article", { class: "finding", "data-index": index }, toggle, facts);
    function expand(wanted) {
      item.querySelector(".body")?.remove();
      if (wanted) item.append(details(finding, lines, note));
      toggle.setAttribute("aria-expanded", String(wanted));
    }
    if (open) expand(true);
    return item;
  }

  /** A message, in which what stands in backquotes is code. */
  const quoted = (text) => text.split(/(`[^`]+`)/).filter(Boolean).map((part) => (/^`[^`]+`$/.test(part) ? h("code", {}, h("bdi", { dir: "ltr" }, part.slice(1, -1))) : part));

  function details(finding, lines, note) {
    const values = h("dl", { class: "values" });
    const add = (name, value, kind) => {
      if (value === undefined) return;
      const content = kind ? h("bdi", { class: "text" }, value) : h("span", { dir: "auto" }, ...quoted(value));
      values.append(h("dt", {}, name), h("dd", { class: kind || "" }, content));
    };
    add("Found", finding.found, "got");
    add("Expected", finding.expected, "want");
    add("Help", texts[finding.help]);
    if (finding.note !== note) add("Note", texts[finding.note]);
    if (!lines && finding.places.length > 1) {
      const rest = finding.places.slice(1).map((place) => h("div", {}, h("bdi", { class: "place" }, `${where(place)}:${place.at[1]}`), copied(place), ` ${texts[place.label] ?? ""}`));
      values.append(h("dt", {}, "See"), h("dd", {}, rest));
    }
    const sides = h("div", { class: "sides" });
    if (lines) {
      const shown = finding.places.map((place, index) => excerpt(place, index === 0 ? "got-side" : place.label === undefined ? "" : "want-side"));
      // What it is compared with stands first, as it does where steps are side by side.
      if (shown.length > 1) shown.splice(1, 0, shown.shift());
      sides.append(...shown);
    }
    const page = h("p", {}, h("a", { href: link({ page: finding.page, in: localeOf(finding) }) }, "See it on its page"));
    return h("div", { class: "body" }, values.children.length > 0 && values, lines && sides, finding.more > 0 && h("p", { class: "dim" }, `and ${count(finding.more, "more place")} like these`), view.page === null && page);
  }

  function excerpt(place, side) {
    const [path, locale] = paths[place.path];
    const caption = h("figcaption", {}, h("bdi", { class: "place" }, `${path}:${place.at[0]}:${place.at[1]}`), place.label !== undefined && ` · ${texts[place.label]}`);
    const body = h("div", { class: `lines ${side}` });
    const [first, shown] = place.lines || [place.at[0], []];
    shown.forEach((text, index) => {
      const line = first + index;
      body.append(h("div", { class: line === place.at[0] ? "" : "beside" }, h("span", { class: "n", "aria-hidden": "true" }, String(line)), written(h("span", { class: "t", ...language(locale, text) }), text)));
    });
    return h("figure", { class: "excerpt" }, caption, shown.length > 0 && body);
  }

  // ---- One page

  const besides = new Map(data.beside.map((steps) => [steps.page * (NONE + 1) + steps.locale, steps]));
  const everything = tally(findings.map((_, index) => index));

  function page() {
    const index = view.page;
    const { key } = pages[index];
    const counts = (locale) => everything.cells.get(index * (NONE + 1) + locale);
    const mine = allColumns.filter((locale) => counts(locale) || pages[index].locales.includes(locale));
    if (view.in === null || !mine.includes(view.in)) {
      const worst = [...mine].sort((a, b) => (counts(b)?.[0] || 0) - (counts(a)?.[0] || 0) || sum(counts(b)) - sum(counts(a)));
      view.in = worst[0] ?? NONE;
    }
    const locale = view.in;
    const steps = besides.get(index * (NONE + 1) + locale);
    const found = findings.map((_, number) => number).filter((number) => findings[number].page === index && localeOf(findings[number]) === locale);
    const title = h("h2", { tabindex: "-1" }, h("span", {}, ...breakable(key.slice(0, key.lastIndexOf("/") + 1))), key.slice(key.lastIndexOf("/") + 1));
    const tabs = mine.map((other) => {
      const number = counts(other);
      const attributes = { href: link({ in: other }), class: number ? "" : "clean", "aria-current": other === locale ? "page" : undefined };
      return h("a", attributes, number && icon(heaviest(number)), names.loc[other], " ", number ? h("b", {}, String(sum(number))) : h("span", { class: "unseen" }, "nothing found"));
    });
    const content = steps ? sideBySide(steps, found) : alone(found);
    at("page").replaceChildren(
      h("div", { class: "crumbs" }, h("a", { href: link({ page: null, in: null }), id: "back" }, "← All pages"), neighbours(index)),
      title,
      h("nav", { class: "tabs", "aria-label": "Languages of this page" }, tabs),
      ...content,
    );
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
    say(`${key}, ${names.loc[locale]}: ${count(found.length, "finding")}`);
  }

  function neighbours(index) {
    const order = ordered(tally(filtered().found).ofPage, false);
    const here = order.indexOf(index);
    const to = (step, text) => order[here + step] !== undefined && here >= 0 && h("a", { href: link({ page: order[here + step], in: null }) }, text);
    return h("nav", { "aria-label": "Other pages with findings" }, to(-1, "‹ Previous page"), to(1, "Next page ›"));
  }

  function sideBySide(steps, found) {
    const inRows = new Set();
    const passages = steps.passages.map((passage) => {
      const faulty = passage.rows.some((row) => row.findings);
      for (const row of passage.rows) for (const index of row.findings || []) inRows.add(index);
      const titles = passage.headings.map((text, side) => text && h("bdi", { ...language(side ? steps.locale : paths[steps.paths[0]][1], text), class: side ? "dim" : "" }, text));
      const heading = titles[0] || titles[1] ? titles.flatMap((title, side) => (title && side && titles[0] ? [" · ", title] : [title])) : ["Steps"];
      if (faulty) return h("section", { class: "passage" }, h("h3", {}, ...heading), table(steps, passage));
      const summary = h("summary", {}, ...heading, ` · ${count(passage.rows.length, "step")}, nothing found`);
      const closed = h("details", { class: "passage" }, summary);
      closed.addEventListener("toggle", () => closed.children.length > 1 || closed.append(table(steps, passage)));
      return closed;
    });
    const rest = found.filter((index) => !inRows.has(index));
    return [h("p", { class: "dim" }, ...quoted(texts[steps.note])), ...passages, ...elsewhere(rest, steps)];
  }

  function elsewhere(rest, steps) {
    if (!rest.length) return [];
    return [h("section", { class: "else" }, steps?.passages.length > 0 && h("h3", {}, "Elsewhere on the page"), rest.map((index) => card(index, { open: true, note: steps?.note })))];
  }

  function alone(found) {
    if (!found.length) return [h("p", { class: "empty" }, h("strong", {}, "In step"), "Nothing was found in this language.")];
    return elsewhere(found, null);
  }

  function table(steps, passage) {
    const sides = steps.paths.map((path) => paths[path]);
    const of = [sides[0][1], steps.locale];
    const labels = [`${localeName(of[0])} (compared with)`, localeName(of[1])];
    const head = sides.map(([path], side) => h("th", { scope: "col" }, localeName(of[side]), h("small", { class: "place" }, h("bdi", {}, path))));
    const body = h("tbody");
    for (const row of passage.rows) {
      const found = row.findings || [];
      const cells = row.cells.map((cell, side) => h("td", { "data-side": labels[side], class: side ? "got-side" : "want-side" }, cell ? step(cell, of[side]) : gap(row, of[side])));
      body.append(h("tr", { class: found.length ? "faulty" : "" }, cells));
      if (found.length) body.append(h("tr", {}, h("td", { class: "told", colspan: "2" }, found.map((index) => card(index, { open: true, lines: false, note: steps.note })))));
    }
    return h("table", { class: "steps" }, h("thead", {}, h("tr", {}, head)), body);
  }

  function step(cell, locale) {
    const text = written(h("span", { class: "t", ...language(locale, cell.text) }), cell.text);
    const number = h("span", { class: "n", title: `line ${cell.line}` }, cell.marker);
    return h("div", { class: `step d${Math.min(cell.depth, 3)}`, dir: direction[locale] ?? "ltr" }, number, text);
  }

  function gap(row, locale) {
    if (row.joined) return h("span", { class: "gap joined" }, "in the step above");
    return h("span", { class: "gap" }, `no such step in ${localeName(locale)}`);
  }

  /** From a mark to what is said of it. */
  function jump(event) {
    const mark = event.target.closest("mark[data-finding]");
    const target = mark && at("page").querySelector(`.finding[data-index="${mark.dataset.finding}"]`);
    if (!target) return;
    target.scrollIntoView({ block: "nearest", behavior: "smooth" });
    target.classList.remove("pick-out");
    void target.offsetWidth;
    target.classList.add("pick-out");
  }

  // ---- What a rule means

  function explain(rule) {
    const close = h("button", { type: "button", class: "quiet", on: { click: () => at("rule").close() } }, "Close");
    const title = h("div", { class: "title" }, h("h2", { id: "rule-name" }, rules[rule].name), close);
    at("rule").replaceChildren(title, h("div", { class: "docs" }, ...markdown(rules[rule].docs)));
    at("rule").showModal();
    at("rule").scrollTop = 0;
  }

  /** The little Markdown that rules are described in. */
  function markdown(text) {
    const out = [];
    const lines = text.split("\n");
    while (lines.length) {
      const line = lines.shift();
      const take = (more) => {
        const taken = [];
        while (lines.length && more(lines[0])) taken.push(lines.shift());
        return taken;
      };
      const fence = /^(`{3,})(.*)$/.exec(line);
      if (fence) {
        const code = take((next) => next !== fence[1]);
        lines.shift();
        out.push(h("pre", { "data-lang": fence[2].replace(/^md /, "") || undefined }, h("bdi", {}, code.join("\n"))));
      } else if (line.startsWith("#")) {
        out.push(h("h3", {}, ...quoted(line.replace(/^#+ /, ""))));
      } else if (/^[-*] /.test(line)) {
        const items = [line, ...take((next) => /^([-*] | +\S)/.test(next))];
        const whole = items.join("\n").split(/^[-*] /m).filter(Boolean);
        out.push(h("ul", {}, whole.map((item) => h("li", {}, ...quoted(item.replace(/\s+/g, " "))))));
      } else if (line.trim()) {
        const rest = take((next) => next.trim() && !/^(#|`{3}|[-*] )/.test(next));
        out.push(h("p", {}, ...quoted([line, ...rest].join(" "))));
      }
    }
    return out;
  }

  // ---- Start

  function show() {
    const before = { ...view };
    read();
    const one = view.page !== null;
    at("overview").hidden = one;
    at("page").hidden = !one;
    if (one) {
      stopGrowing();
      return page();
    }
    overview();
    if (before.page === null) return;
    const left = link({ page: before.page, in: before.in });
    const cell = [...at("grid").querySelectorAll("a.cell")].find((cell) => cell.hash === left);
    if (!cell) return;
    at("grid").querySelectorAll('[tabindex="0"]').forEach((old) => old.setAttribute("tabindex", "-1"));
    cell.setAttribute("tabindex", "0");
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest" });
  }

  function back() {
    history.pushState(null, "", link({ page: null, in: null }));
    show();
  }

  function headline() {
    const affected = everything.ofPage.size;
    const text = findings.length ? `${count(findings.length, "finding")} on ${affected.toLocaleString("en")} of ${count(pages.length, "page")}` : "Everything is in step";
    at("headline").textContent = text;
    document.title = `${text} · instep report`;
    const compared = `${count(data.files, "file")} of ${count(pages.length, "page")} in ${count(locales.length, "locale")} were compared`;
    at("meta").textContent = compared;
  }

  document.addEventListener("keydown", (event) => {
    if (at("rule").open) return;
    const typing = event.target.matches("input, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (view.page !== null) back();
      at("query").focus();
    } else if (event.key === "Escape" && view.page !== null) {
      back();
    } else if (event.key === "Escape" && typing) {
      if (at("query").value) at("query").value = "";
      else event.target.blur();
      change({ q: "" });
    }
  });
  let waiting = 0;
  at("query").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ q: at("query").value.trim() }), 80);
  });
  at("clear").addEventListener("click", () => {
    change({ sev: new Set(), loc: new Set(), rule: new Set(), q: "" });
    at("query").focus();
  });
  at("by-worst").addEventListener("click", () => change({ sort: "worst" }));
  at("by-name").addEventListener("click", () => change({ sort: "name" }));
  at("all").addEventListener("click", () => change({ all: !view.all }));
  at("page").addEventListener("click", jump);
  at("rule").addEventListener("click", (event) => event.target === at("rule") && at("rule").close());
  addEventListener("hashchange", show);
  addEventListener("beforeprint", () => growing.forEach((list) => list.upTo(1000)));
  at("keys").hidden = false;
  const wide = matchMedia("(min-width: 1080px)");
  const fit = () => (at("filters").open = wide.matches);
  wide.addEventListener("change", fit);
  fit();
  legend();
  headline();
  at("app").hidden = false;
  show();
})();
