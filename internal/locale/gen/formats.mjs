// Writes how each locale writes numbers, amounts and days, from the CLDR data in
// Node's Intl: the table ../formats_gen.go that the program uses, and the golden
// ../testdata/intl.json that its tests are held against. The table is put
// together from the parts of a format, the golden is Intl's whole text.
//
// Run with Node 20 built with full ICU: node internal/locale/gen/formats.mjs

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const tags = [
  "fr-FR", "fr-BE", "fr-LU", "fr-CH",
  "nl-NL", "nl-BE",
  "de-DE", "de-AT", "de-CH",
  "en-IE", "en-GB", "en-US",
];

const currencies = Intl.supportedValuesOf("currency");
const minus = "\u2212"; // CLDR has the hyphen here; pages and letters want the sign

const datePatterns = {
  short: { year: "numeric", month: "2-digit", day: "2-digit" },
  long: { year: "numeric", month: "long", day: "numeric" },
  full: { year: "numeric", month: "long", day: "numeric", weekday: "long" },
  dayMonth: { month: "long", day: "numeric" },
  monthYear: { year: "numeric", month: "long" },
  shortDayMonth: { month: "short", day: "numeric" },
  shortMonthYear: { year: "numeric", month: "short" },
};

const text = (parts, wanted) => parts.filter((p) => wanted.includes(p.type)).map((p) => p.value).join("");

function first(parts, type) {
  const found = parts.find((p) => p.type === type);
  if (!found) throw new Error(`no ${type} in ${JSON.stringify(parts)}`);
  return found.value;
}

// around splits a format into what stands before its digits and after them.
function around(parts) {
  const isDigit = (p) => ["integer", "group", "decimal", "fraction"].includes(p.type);
  const from = parts.findIndex(isDigit);
  const to = parts.findLastIndex(isDigit);
  const join = (list) => list.map((p) => p.value).join("").replaceAll("-", minus);
  return { before: join(parts.slice(0, from)), after: join(parts.slice(to + 1)) };
}

function money(tag, currency) {
  const format = new Intl.NumberFormat(tag, { style: "currency", currency });
  const plus = around(format.formatToParts(1234567.5));
  const negative = around(format.formatToParts(-1234567.5));
  if (plus.after !== negative.after) throw new Error(`${tag} ${currency}: signs differ behind the digits`);
  return { plus: plus.before, minus: negative.before, after: plus.after };
}

// moneys gives the affixes of a currency written by its code, with ¤ for the
// code, and those of the currencies that this locale writes otherwise.
function moneys(tag) {
  const own = (a, currency) =>
    Object.fromEntries(Object.entries(a).map(([k, v]) => [k, v.replace("\u00a4", currency)]));
  const sample = money(tag, "XTS"); // the code that ISO 4217 keeps for tests
  const code = Object.fromEntries(Object.entries(sample).map(([k, v]) => [k, v.replace("XTS", "\u00a4")]));
  const others = currencies
    .map((currency) => [currency, money(tag, currency)])
    .filter(([currency, a]) => JSON.stringify(a) !== JSON.stringify(own(code, currency)));
  return { code, others };
}

function separators(tag, options) {
  const parts = new Intl.NumberFormat(tag, options).formatToParts(-1234567.5);
  return { decimal: first(parts, "decimal"), group: first(parts, "group") };
}

// pattern turns a date format into a text with %d and %D (day, two digits), %m
// (month, two digits), %B and %b (its name, short), %A (weekday), %Y (year).
function pattern(tag, options) {
  const parts = new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options }).formatToParts(Date.UTC(2026, 2, 4));
  const sign = {
    day: options.day === "2-digit" ? "%D" : "%d",
    month: { "2-digit": "%m", long: "%B", short: "%b" }[options.month],
    weekday: "%A",
    year: "%Y",
  };
  return parts.map((p) => (p.type === "literal" ? p.value : sign[p.type])).join("");
}

function names(tag, options, type, days) {
  const format = new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options });
  return days.map((d) => first(format.formatToParts(d), type));
}

function calendar(tag) {
  const months = Array.from({ length: 12 }, (_, m) => Date.UTC(2026, m, 4));
  const week = Array.from({ length: 7 }, (_, d) => Date.UTC(2026, 2, 1 + d)); // from a Sunday
  return {
    months: names(tag, datePatterns.long, "month", months),
    shortMonths: names(tag, datePatterns.shortDayMonth, "month", months),
    weekdays: names(tag, datePatterns.full, "weekday", week),
    shortWeekdays: names(tag, { ...datePatterns.full, weekday: "short" }, "weekday", week),
  };
}

// conjunction gives what stands between two items, and before the last of three.
function conjunction(tag) {
  const parts = (items) => new Intl.ListFormat(tag, { type: "conjunction" }).formatToParts(items);
  const [, two] = parts(["a", "b"]);
  const [, comma, , last] = parts(["a", "b", "c"]);
  if (comma.value !== ", ") throw new Error(`${tag} joins lists by ${comma.value}`);
  return [two.value, last.value];
}

// quote writes a Go string; blanks that look alike are written as escapes.
const quote = (s) =>
  JSON.stringify(s).replace(/[\u00a0\u2000-\u206f\u2212]/g, (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
const list = (values) => `{${values.map(quote).join(", ")}}`;
const affix = (a) => `{${[a.plus, a.minus, a.after].map(quote).join(", ")}}`;

function row(tag) {
  const number = separators(tag, {});
  const amount = separators(tag, { style: "currency", currency: "EUR" });
  const { code, others } = moneys(tag);
  const c = calendar(tag);
  return `${quote(tag)}: {
	Tag: ${quote(tag)},
	number: separators{${quote(number.decimal)}, ${quote(number.group)}},
	amount: separators{${quote(amount.decimal)}, ${quote(amount.group)}},
	percent: ${quote(around(new Intl.NumberFormat(tag, { style: "percent" }).formatToParts(1)).after)},
	and: conjunction${list(conjunction(tag))},
	code: affix${affix(code)},
	symbols: map[money.Currency]affix{
${others.map(([k, a]) => `{'${[...k].join("', '")}'}: ${affix(a)},`).join("\n")}
	},
${Object.entries(datePatterns).map(([k, o]) => `${k}: ${quote(pattern(tag, o))},`).join("\n")}
	months: [12]string${list(c.months)},
	shortMonths: [12]string${list(c.shortMonths)},
	weekdays: [7]string${list(c.weekdays)},
	shortWeekdays: [7]string${list(c.shortWeekdays)},
},`;
}

const digits = (currency) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

function golden(tag) {
  const write = (v, options) => new Intl.NumberFormat(tag, options).format(v);
  const amounts = ["0", "0.01", "-0.01", "5", "999.99", "1000", "-1234.5", "1234567.89", "-98765432.1"];
  const days = ["2024-02-29", "2025-12-31", "2026-01-01", "2026-03-04", "2026-05-08", "2026-08-16", "2026-09-21", "2026-11-11"];
  return {
    money: Object.fromEntries(
      ["EUR", "USD", "GBP", "CHF", "JPY", "TND", "PLN", "CZK", "CAD", "XOF"].map((currency) => [
        currency,
        Object.fromEntries(amounts
          .map((a) => Number(a).toFixed(digits(currency)))
          .filter((a) => a !== "-0") // an amount of money has no negative nothing
          .map((a) => [a, write(a, { style: "currency", currency })])),
      ]),
    ),
    number: Object.fromEntries(["0", "7", "-12", "1234", "-1234567", "1234.5", "0.125"].map((v) => [v, write(v, {})])),
    percent: Object.fromEntries(["0", "2.4", "-12.5", "100", "1234.56"].map((v) => [
      v, write(v + "e-2", { style: "percent", maximumFractionDigits: 2 }),
    ])),
    list: Object.fromEntries(["a", "a b", "a b c", "a b c d"].map((items) => [
      items, new Intl.ListFormat(tag, { type: "conjunction" }).format(items.split(" ")),
    ])),
    day: Object.fromEntries(Object.entries(datePatterns).map(([name, options]) => [
      name,
      Object.fromEntries(days.map((d) => [
        d, new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options }).format(new Date(d)),
      ])),
    ])),
  };
}

const home = new URL("..", import.meta.url).pathname;
const table = `${home}formats_gen.go`;
const source = `CLDR ${process.versions.cldr} through ICU ${process.versions.icu}`;
writeFileSync(table, `// Code generated by gen/formats.mjs from ${source}. DO NOT EDIT.

package locale

import "acquit/internal/money"

var formats = map[Tag]*Format{
${tags.map(row).join("\n")}
}
`);
execFileSync("gofmt", ["-w", table]);
writeFileSync(`${home}testdata/intl.json`, JSON.stringify({
  source,
  tags: Object.fromEntries(tags.map((t) => [t, golden(t)])),
}, null, 1) + "\n");
