# An instalment may be due later, but never before the one ahead of it.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 600.00 EUR parts 2026-01-16 300.00 2026-04-16 300.00
2026-01-12  edit R-1/1 due 2026-04-18
  > refused: instalments are due one after the other
2026-01-12  edit R-1/1 due 2026-02-02
  > due R-1 2026-02-02
2026-01-26  night
  > nothing
2026-02-12  night
  > mail ACME reminder-1 R-1/1 (R-1/2) 600.00
