# What was paid too much stays on account and covers the next invoice.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 100.00 EUR due 2026-01-16
2026-01-10  bank  +150.00 from BE71096123456769 ACME "R-1"
  > settled R-1
  > on account ACME 50.00
  > case ACME closed: paid
2026-01-12  invoice R-2 ACME 50.00 EUR due 2026-01-30
2026-02-09  night
  > held ACME: money_waits
2026-02-10  invoice R-3 ACME 20.00 EUR due 2026-02-08
2026-02-23  night
  > mail ACME reminder-1 (R-2) R-3 credits 50.00 20.00
