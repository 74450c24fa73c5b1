# What was paid in part is asked for no more, and the ladder goes on with the rest.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-06  bank  +800.00 from BE71096123456769 ACME "R-1, acompte"
  > open R-1 390.00
2026-02-09  night
  > mail ACME reminder-2 R-1 390.00
2026-02-11  bank  +390.00 from BE71096123456769 ACME "solde R-1"
  > settled R-1
  > case ACME closed: paid
