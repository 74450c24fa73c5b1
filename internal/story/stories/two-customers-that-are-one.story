# Two customers that are one get one reminder, whatever name the next invoice bears; once it has left, they stay one.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer ACM  fr  mail info@acm.example  iban BE71096123456769
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACM 500.00 EUR due 2026-01-16
2026-01-20  merge ACM into ACME
2026-01-26  night
  > mail ACME reminder-1 R-1 R-2 1690.00
2026-01-27  invoice R-3 ACM 100.00 EUR due 2026-02-27
2026-01-28  part ACM from ACME
  > refused: …
2026-01-29  bank +1690.00 from BE71096123456769 ACM "R-1 R-2"
  > settled R-1
  > settled R-2
2026-03-09  bank nothing
2026-03-10  night
  > mail ACME reminder-1 R-3 100.00
