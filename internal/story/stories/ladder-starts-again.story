# Whoever paid the debt of the last reminder starts on the first rung with the next one (L29).
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-09  night
  > mail ACME reminder-2 R-1 1190.00
2026-02-11  invoice R-2 ACME 80.00 EUR due 2026-02-20
2026-02-12  bank  +1190.00 from ACME "R-1"
  > settled R-1
2026-03-02  night
  > mail ACME reminder-1 R-2 80.00
