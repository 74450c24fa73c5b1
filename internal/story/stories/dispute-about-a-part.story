# Of an invoice that is contested in part the rest is asked for; once that is dealt with, all of it, at the step that comes next.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1210.00 EUR due 2026-01-16
2026-01-20  contest R-1 "three of them were broken" 300.00
  > task ACME contested
2026-01-26  night
  > mail ACME reminder-1 R-1 910.00
2026-02-02  lift R-1
  > done ACME contested
2026-02-09  night
  > mail ACME reminder-2 R-1 1210.00
