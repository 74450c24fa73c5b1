# Who pays the same invoice twice has the second payment on account.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 100.00 EUR due 2026-01-16
2026-01-10  bank  +100.00 from BE71096123456769 ACME "R-1"
  > settled R-1
  > case ACME closed: paid
2026-01-12  bank  +100.00 from BE71096123456769 ACME "R-1"
  > on account ACME 100.00
