# Invoices in two currencies are two messages, and each has its own case.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  en  mail accounts@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 300.00 USD due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
  > mail ACME reminder-1 R-2 300.00 USD
2026-02-06  bank  +300.00 USD from ACME "R-2"
  > settled R-2
  > case ACME closed: paid
2026-02-09  night
  > mail ACME reminder-2 R-1 1190.00
