# A contested invoice waits until it is settled, or until somebody lifts the hold; the other one goes on.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 200.00 EUR due 2026-01-16
2026-01-20  contest R-1 "it never came"
  > task ACME contested
2026-01-26  night
  > mail ACME reminder-1 R-2 200.00
2026-02-09  night
  > mail ACME reminder-2 R-2 200.00
2026-02-10  credit C-1 ACME 1190.00 EUR for R-1
  > settled R-1
  > settled C-1
  > done ACME contested
2026-02-20  bank  +200.00 from ACME "R-2"
  > settled R-2
  > case ACME closed: paid
