# What a customer is owed is paid back: certainly where the credit note is named, else a person is asked.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 100.00 EUR due 2026-01-16
2026-01-03  credit C-1 ACME 30.00 EUR
2026-01-05  bank  +150.00 from BE43068999999501 "ACME" "R-1"
  > settled R-1
  > on account ACME 50.00
  > case ACME closed: paid
2026-01-06  bank  -30.00 to BE43068999999501 "ACME" "remboursement C-1"
  > settled C-1
2026-01-07  undo -30.00
  > open C-1 -30.00
  > asks -30.00: ACME C-1
2026-01-08  confirm -30.00 as C-1
  > settled C-1
2026-01-09  bank  -50.00 to BE43068999999501 "ACME" "merci"
  > asks -50.00: ACME
2026-01-12  confirm -50.00 for ACME
  > on account ACME nothing
