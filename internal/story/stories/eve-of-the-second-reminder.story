# A payment on the eve of the second reminder stops it.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-06  statement acme-pays-r1.coda
  > settled R-1
  > case ACME closed: paid
2026-02-09  night
  > nothing
