// The behaviour of the pages. Everything works without it; this adds keys,
// menus that close, dialogs, toasts that leave, and the sending of files.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (event, selector, act) =>
    document.addEventListener(event, (e) => {
      const hit = e.target instanceof Element && e.target.closest(selector);
      if (hit) act(hit, e);
    });

  // A person's choices are kept in cookies, so that the server draws the page
  // right at once.
  const remember = (name, value) => {
    const age = value ? 31536000 : 0;
    document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax`;
  };

  // A form with a live preview shows it anew with each change.
  on("change", "form:has([data-live])", (form) => {
    if (form.checkValidity()) form.requestSubmit(form.querySelector("[data-live]"));
  });

  on("click", "[data-theme-toggle]", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    if (next === system) delete root.dataset.theme;
    else root.dataset.theme = next;
    remember("theme", next === system ? "" : next);
  });
  on("click", "[data-rail-toggle]", () => {
    const narrow = root.dataset.rail !== "narrow";
    if (narrow) root.dataset.rail = "narrow";
    else delete root.dataset.rail;
    remember("rail", narrow ? "narrow" : "");
  });

  // Menus close on Escape, on a click elsewhere, and when another one opens.
  const closeMenus = (except) => {
    for (const menu of all("[data-menu][open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (e) => {
    const menu = e.target instanceof Element && e.target.closest("[data-menu]");
    closeMenus(menu || null);
  });

  // Parts of a page that fold: on a phone they begin folded, but for the one that the address
  // leads into; in print all are open.
  const asked = document.getElementById(location.hash.slice(1));
  if (matchMedia("(width < 48rem)").matches)
    for (const part of all("[data-fold-phone]")) part.open = Boolean(asked && part.contains(asked));
  if (asked?.closest(".part")) asked.scrollIntoView();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all(".part:not([open])");
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
    folded = [];
  });

  // Dialogs.
  on("click", "[data-open]", (button) => {
    closeMenus();
    all(":popover-open").forEach((sheet) => sheet.hidePopover());
    document.getElementById(button.dataset.open)?.showModal();
  });
  on("click", "dialog [data-close]", (button) => button.closest("dialog").close());
  on("click", "dialog", (dialog, e) => {
    const box = dialog.getBoundingClientRect();
    const outside = e.clientX < box.left || e.clientX > box.right || e.clientY < box.top || e.clientY > box.bottom;
    if (e.target === dialog && outside) dialog.close();
  });

  // A text to carry elsewhere is selected, and copied where the browser allows it.
  on("click", "[data-copy] button", (button) => {
    const field = button.parentElement.querySelector("input");
    field.select();
    navigator.clipboard?.writeText(field.value).then(() => (button.textContent = button.dataset.copied));
  });

  // A toast leaves after its seconds, but not while it is read or used.
  const watchToast = (toast) => {
    toast.dataset.watched = "1";
    let left;
    const leave = () => (left = setTimeout(() => toast.remove(), Number(toast.dataset.toast) * 1000));
    const stay = () => clearTimeout(left);
    for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stay);
    for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, leave);
    leave();
  };
  const watchToasts = () => all("[data-toast]:not([data-watched])").forEach(watchToast);
  on("click", "[data-dismiss]", (button) => button.closest("[data-toast]").remove());

  // Lists: the current row is walked by keys and carries aria-current.
  const rows = () => all("[data-list] [data-href]").filter((row) => row.offsetParent);
  const current = () => document.querySelector("[data-list] [data-href][aria-current]");
  const setCurrent = (row) => {
    current()?.removeAttribute("aria-current");
    if (!row) return;
    row.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a[href]")?.focus({ preventScroll: true });
  };
  const move = (step) => {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    setCurrent(list[Math.min(Math.max(at + step, 0), list.length - 1)]);
  };
  const open = (row, aside) => {
    if (new URL(row.dataset.href, location).origin !== location.origin) return;
    if (aside) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  };
  on("click", "[data-list] [data-href]", (row, e) => {
    if (e.target.closest("a, button, input, label, summary, select") || String(getSelection())) return;
    open(row, e.metaKey || e.ctrlKey);
  });
  document.addEventListener("focusin", (e) => {
    const row = e.target.closest("[data-list] [data-href]");
    if (row && row !== current()) {
      current()?.removeAttribute("aria-current");
      row.setAttribute("aria-current", "true");
    }
  });

  // A row that was dealt with is gone when the page comes back: the one that took its
  // place is current then, so that a list can be cleared without looking for it.
  const place = "row";
  document.addEventListener("submit", (e) => {
    const row = e.target.closest("[data-list] [data-href]");
    if (row) sessionStorage.setItem(place, JSON.stringify([location.pathname, rows().indexOf(row)]));
  });
  const returnToPlace = () => {
    const [path, at] = JSON.parse(sessionStorage.getItem(place) || "[]");
    sessionStorage.removeItem(place);
    if (path !== location.pathname) return;
    const list = rows();
    setCurrent(list[Math.min(at, list.length - 1)]);
  };

  // Selected rows and the bar that acts on them, which the stylesheet shows.
  const boxesOf = (form) => all(`[data-list] input[type=checkbox][form="${CSS.escape(form)}"]`);
  const count = (form) => {
    const boxes = boxesOf(form);
    const checked = boxes.filter((box) => box.checked).length;
    const bar = document.getElementById(form);
    if (bar) all("[data-bulk-count]", bar).forEach((n) => (n.textContent = checked));
    for (const head of all("[data-check-all]")) {
      if (head.dataset.checkAll !== form) continue;
      head.checked = checked > 0 && checked === boxes.length;
      head.indeterminate = checked > 0 && checked < boxes.length;
    }
  };
  on("change", "[data-check-all]", (head) => {
    boxesOf(head.dataset.checkAll).forEach((box) => (box.checked = head.checked));
    count(head.dataset.checkAll);
  });
  on("change", "[data-list] input[type=checkbox][form]", (box) => count(box.getAttribute("form")));
  // Shift selects, or leaves out, all rows from the last one that was clicked.
  let lastPicked;
  on("click", "[data-list] .pick input[form]", (box, e) => {
    const boxes = boxesOf(box.getAttribute("form"));
    const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
    if (e.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
    lastPicked = box;
  });

  // Files: dropped, named, and sent with their progress. Too many bytes are refused
  // before they are sent.
  const sayOfFiles = (form, text) => (form.querySelector("[data-drop-chosen]").textContent = text);
  const nameFiles = (form) => {
    const field = form.querySelector("input[type=file]");
    const files = [...field.files];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const wrong = size > Number(form.dataset.most || Infinity) ? form.dataset.tooMuch : "";
    field.setCustomValidity(wrong);
    sayOfFiles(form, wrong || files.map((f) => f.name).join(", "));
  };
  on("htmx:sendError", "[data-drop]", (form) => sayOfFiles(form, form.dataset.broken));
  on("dragover", "[data-drop]", (form, e) => {
    e.preventDefault();
    form.dataset.over = "1";
  });
  on("dragleave", "[data-drop]", (form, e) => {
    if (!form.contains(e.relatedTarget)) delete form.dataset.over;
  });
  on("drop", "[data-drop]", (form, e) => {
    e.preventDefault();
    delete form.dataset.over;
    form.querySelector("input[type=file]").files = e.dataTransfer.files;
    nameFiles(form);
  });
  on("change", "[data-drop] input[type=file]", (input) => nameFiles(input.form));
  document.addEventListener("htmx:xhr:progress", (e) => {
    const bar = e.target.closest?.("[data-drop]")?.querySelector("progress");
    if (!bar || !e.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * e.detail.loaded) / e.detail.total;
  });
  on("htmx:afterRequest", "[data-drop]", (form, e) => {
    form.querySelector("progress").hidden = true;
    if (!e.detail.successful) return;
    form.reset();
    nameFiles(form);
  });

  // Keys. Single letters may be switched off by those who press them by accident.
  const shortcutsOn = () => localStorage.getItem("shortcuts") !== "off";
  for (const box of all("[data-shortcuts]")) box.checked = shortcutsOn();
  on("change", "[data-shortcuts]", (box) => localStorage.setItem("shortcuts", box.checked ? "on" : "off"));

  const focusSearch = () => {
    const field = document.querySelector("[data-search] input");
    field?.focus();
    field?.select();
  };
  // Without a current row, a page about one thing (data-keys) answers as a whole.
  const keyed = () => current() || (document.querySelector("[data-keys]") && document);
  const press = (key) => {
    const hit = keyed()?.querySelector(`[data-key~="${CSS.escape(key)}"]`);
    if (hit?.matches("input")) return hit.select();
    hit?.click();
    if (hit?.matches("summary")) hit.parentElement.querySelector(".menu-list button, .menu-list a")?.focus();
  };
  const pick = (shiftKey) => {
    const box = current()?.querySelector(".pick input");
    box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
  };
  const letters = {
    "/": focusSearch,
    "?": () => document.getElementById("shortcuts")?.showModal(),
    j: () => (rows().length ? move(1) : press("j")),
    k: () => (rows().length ? move(-1) : press("k")),
    x: () => pick(false),
    X: () => pick(true),
    a: () => press("a"),
    e: () => press("e"),
    n: () => press("n"),
    s: () => press("s"),
  };
  // Keys that pages about one thing have besides; their buttons say what they do.
  for (const key of ["d", "f", "l", "m", "o", "p", "r", "u", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]) letters[key] = () => press(key);
  const typing = (target) => target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  const escape = () => {
    const inside = document.activeElement?.closest("[data-menu][open]");
    closeMenus();
    inside?.querySelector("summary").focus();
    if (document.activeElement?.closest("[data-search]")) document.activeElement.blur();
  };
  // Arrows walk the links of an open menu or of the search's suggestions.
  const walkLinks = (e) => {
    const list = e.target.closest("[data-menu][open], [data-search]");
    if (!list || (e.key !== "ArrowDown" && e.key !== "ArrowUp")) return false;
    const stops = all("summary, input[type=search], a[href], button", list).filter((stop) => stop.offsetParent);
    const next = stops[stops.indexOf(e.target) + (e.key === "ArrowDown" ? 1 : -1)];
    next?.focus();
    return Boolean(next);
  };
  document.addEventListener("keydown", (e) => {
    if (!(e.target instanceof Element)) return;
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
      e.preventDefault();
      return focusSearch();
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") return escape();
    if (walkLinks(e)) return e.preventDefault();
    if (e.key === "Enter" && e.target.matches("[data-scan]")) {
      e.preventDefault(); // a scanner ends what it reads with Enter
      const boxes = all("[data-scan]");
      return boxes[boxes.indexOf(e.target) + 1]?.focus();
    }
    if (document.querySelector("dialog[open]") || typing(e.target)) return;
    if (e.key === "Enter" && current() && e.target === document.body) return open(current());
    if (letters[e.key] && shortcutsOn()) {
      e.preventDefault();
      letters[e.key]();
    }
  });

  // A table that scrolls sideways must be reachable for keys that scroll it. Its width
  // changes with the window, and when the letters have arrived.
  const widths = new ResizeObserver(() => frameTables());
  const frameTables = () => {
    for (const frame of all(".table-frame")) {
      for (const box of [frame, frame.querySelector("table")]) if (box) widths.observe(box);
      const wide = frame.scrollWidth > frame.clientWidth;
      const traits = { tabindex: "0", role: "region", "aria-label": frame.querySelector("caption")?.textContent };
      for (const [name, value] of Object.entries(traits)) {
        if (wide) frame.setAttribute(name, value);
        else frame.removeAttribute(name);
      }
    }
  };
  document.addEventListener("htmx:load", frameTables);
  frameTables();

  // Where the tabs are wider than a phone, the one that is open is in sight.
  for (const tab of all(".tabs [aria-current]")) {
    const hidden = tab.getBoundingClientRect().right - tab.parentElement.getBoundingClientRect().right;
    if (hidden > 0) tab.parentElement.scrollLeft += hidden;
  }

  returnToPlace();
  watchToasts();
  document.addEventListener("htmx:load", watchToasts);
  for (const form of new Set(all("[data-check-all]").map((head) => head.dataset.checkAll))) count(form);
})();
