# The same statement in another file, beside a new one, brings only what is new; twins of one day are two payments.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-05  bank
    +100.00 from BE71096123456769 ACME "R-1"
    +100.00 from BE71096123456769 ACME "R-1"
  > open R-1 990.00
2026-01-05  bank  +100.00 from BE71096123456769 ACME "R-1"
  > open R-1 890.00
2026-01-06  again in another file
  > known already: 3
