# A credit note about an invoice reduces it, and one over all of it settles it.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-20  credit C-1 ACME 190.00 EUR for R-1
  > open R-1 1000.00
  > settled C-1
2026-01-26  night
  > mail ACME reminder-1 R-1 1000.00
2026-01-30  credit C-2 ACME 1000.00 EUR for R-1
  > settled R-1
  > settled C-2
  > case ACME closed: withdrawn
2026-02-09  night
  > nothing
