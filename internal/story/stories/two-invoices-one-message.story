# Two invoices on two rungs are one message in the tone of the higher one, and each takes its own step.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1000.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 500.00 EUR due 2026-01-30
2026-01-26  night
  > mail ACME reminder-1 R-1 R-2 1500.00
2026-02-09  night
  > mail ACME reminder-2 R-1 R-2 1500.00
2026-02-23  night
  > mail ACME final-reminder R-1 R-2 1500.00
2026-02-25  bank  +1000.00 from ACME "R-1"
  > settled R-1
2026-03-09  freshness off
2026-03-09  night
  > mail ACME final-reminder R-2 500.00
