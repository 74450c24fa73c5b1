// The editor of scenarios. Everything works without it; this adds dragging and keys for the
// cards on the line of days, the preview and the check of a text while it is typed.
(() => {
  "use strict";
  const part = () => document.getElementById("ladder-part");
  const figure = () => part()?.querySelector("[data-ladder]");
  const days = () => Number(figure().dataset.last) - Number(figure().dataset.first);
  const lineOf = () => figure().querySelector("svg.ladder-line");
  const perDay = () => (lineOf().clientWidth * 0.94) / days();
  const signed = (n) => (n > 0 ? "+" : n < 0 ? "\u2212" : "") + Math.abs(n);

  // A card that is held shows the day on which it would be put down.
  const show = (card, by) => {
    const frame = card.closest("foreignObject");
    if (!frame) return;
    const day = Number(card.dataset.day) + by;
    const x = `${3 + (94 * (day - Number(figure().dataset.first))) / days()}%`;
    frame.setAttribute("x", x);
    card.dataset.dragged = "1";
    card.dataset.shown = signed(day);
    for (const mark of lineOf().querySelectorAll(".rung-mark")) {
      if (mark.dataset.rung !== frame.dataset.rung) continue;
      mark.querySelector("circle").setAttribute("cx", x);
      mark.querySelector("line").setAttribute("x1", x);
      mark.querySelector("line").setAttribute("x2", x);
    }
  };

  // The form beside the line shows the day as well, unless somebody is typing it.
  const tellForm = () => {
    const form = document.getElementById("step-form");
    const card = form && figure().querySelector(`[data-key-of="${CSS.escape(form.dataset.step)}"]`);
    if (!card) return;
    const [field, when] = [form.querySelector("[name=days]"), form.querySelector("[name=when]")];
    const n = Number(card.dataset.days);
    field.value = Math.abs(n);
    if (card.dataset.anchor === "due") when.value = n < 0 ? "before" : "due";
  };

  let sending = Promise.resolve();
  const move = (card, by) => {
    if (!by) return;
    const [key, to] = [card.dataset.keyOf, card.dataset.move];
    const open = document.querySelector("[data-open-step]")?.dataset.openStep || "";
    const focused = document.activeElement === card;
    sending = sending
      .then(() => htmx.ajax("POST", to, { target: "#ladder-part", swap: "outerHTML", values: { by, open } }))
      .then(() => {
        tellForm();
        const drawn = figure().querySelector(`.rung-frame [data-key-of="${CSS.escape(key)}"]`);
        if (focused) drawn?.focus();
      });
  };

  // Pointer: a card follows it by whole days.
  let held;
  document.addEventListener("pointerdown", (e) => {
    const card = e.target.closest?.(".rung-frame [data-move]");
    if (!card || e.button !== 0) return;
    held = { card, from: e.clientX, by: 0, id: e.pointerId };
  });
  document.addEventListener("pointermove", (e) => {
    if (!held || e.pointerId !== held.id) return;
    const by = Math.round((e.clientX - held.from) / perDay());
    if (!held.moved && Math.abs(e.clientX - held.from) < 4) return;
    held.moved = true;
    held.by = by;
    show(held.card, by);
  });
  const letGo = (e) => {
    if (!held || e.pointerId !== held.id) return;
    const { card, by, moved } = held;
    held = undefined;
    if (!moved) return;
    card.dataset.moved = "1"; // the click that follows opens nothing
    setTimeout(() => delete card.dataset.moved, 0);
    if (by) move(card, by);
    else {
      show(card, 0);
      delete card.dataset.dragged;
    }
  };
  document.addEventListener("pointerup", letGo);
  document.addEventListener("pointercancel", (e) => {
    if (held && e.pointerId === held.id) {
      show(held.card, 0);
      delete held.card.dataset.dragged;
      held = undefined;
    }
  });
  document.addEventListener("dragstart", (e) => {
    if (e.target.closest?.("[data-move]")) e.preventDefault();
  });
  document.addEventListener(
    "click",
    (e) => {
      if (e.target.closest?.("[data-moved]")) e.preventDefault();
    },
    true,
  );

  // Keys: an arrow moves the focused card by a day, with Shift by a week. It is sent when the
  // hand rests.
  let keyed;
  const settle = () => {
    if (!keyed) return;
    const { card, by } = keyed;
    keyed = undefined;
    move(card, by);
  };
  let rest;
  document.addEventListener("keydown", (e) => {
    const card = e.target.closest?.(".rung-frame [data-move]");
    if (!card || e.altKey || e.ctrlKey || e.metaKey || (e.key !== "ArrowLeft" && e.key !== "ArrowRight")) return;
    e.preventDefault();
    if (keyed && keyed.card !== card) settle();
    keyed ||= { card, by: 0 };
    keyed.by += (e.key === "ArrowRight" ? 1 : -1) * (e.shiftKey ? 7 : 1);
    show(card, keyed.by);
    clearTimeout(rest);
    rest = setTimeout(settle, 500);
  });

  // A text that is typed is checked, and shown as the customer would read it.
  const form = document.getElementById("text-form");
  const look = form?.querySelector("[data-preview]");
  let typed;
  const check = () => {
    const values = Object.fromEntries(new FormData(form));
    htmx.ajax("POST", form.dataset.text, { target: "#text-check", swap: "innerHTML", values });
    if (form.checkValidity()) form.requestSubmit(look);
  };
  if (look) {
    form.addEventListener("input", () => {
      clearTimeout(typed);
      typed = setTimeout(check, 600);
    });
    form.addEventListener("click", (e) => {
      const word = e.target.closest("[data-insert]");
      if (!word) return;
      const field = form.querySelector("[name=body]");
      field.focus();
      field.setRangeText(word.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
