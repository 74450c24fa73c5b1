# A payment in an MT940 file settles the invoice that it names; the same file again changes nothing.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-02-06  statement acme-pays-r1.sta
  > settled R-1
  > case ACME closed: paid
2026-02-07  again
  > known already: 1
2026-02-09  night
  > nothing
