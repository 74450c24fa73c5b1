# A part that was promised comes in time: the ladder goes on for the rest.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-03  promise R-1 2026-02-12 500.00
2026-02-09  night
  > held ACME: invoice_held until 2026-02-17
2026-02-12  bank  +500.00 from ACME "R-1"
  > open R-1 690.00
  > promise ACME kept
  > queued ACME reminder-2
2026-02-13  night
  > mail ACME reminder-2 R-1 690.00
