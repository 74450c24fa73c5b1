# What a person changed of an invoice survives its next reading.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-12  edit R-1 due 2026-03-02 order PO-7 note "agreed by telephone"
  > due R-1 2026-03-02
2026-01-20  invoice R-1 ACME 1090.00 EUR due 2026-01-30 issued 2026-01-02
  > updated R-1
  > open R-1 1090.00
  > due R-1 2026-03-02
2026-02-12  night
  > nothing
2026-03-12  night
  > mail ACME reminder-1 R-1 1090.00
# What the document says again follows the document again.
2026-03-13  edit R-1 due 2026-01-30
  > due R-1 2026-01-30
2026-03-14  invoice R-1 ACME 1090.00 EUR due 2026-02-06 issued 2026-01-02
  > updated R-1
  > due R-1 2026-02-06
2026-03-15  edit R-1 due 2025-12-31
  > refused: 2025-12-31 is no due day of an invoice of 2026-01-02…
