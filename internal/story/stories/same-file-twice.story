# The same file taken in twice books nothing twice.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-05  bank  +190.00 from BE71096123456769 ACME "R-1"
  > open R-1 1000.00
2026-01-05  again
  > known already: 1
2026-01-06  again
  > known already: 1
