# Who never answers hears five times, each time in a severer tone, and then a person decides.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-02-02
2026-01-27  night
  > nothing
2026-01-28  night
  > mail ACME notice R-1 1190.00
2026-02-12  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-26  night
  > mail ACME reminder-2 R-1 1190.00
2026-03-12  night
  > mail ACME final-reminder R-1 1190.00
2026-03-25  night
  > nothing
2026-03-26  night
  > mail ACME default-notice R-1 1190.00
  > claimed R-1 57.80
  > case ACME finished
  > task ACME ladder finished
2026-04-20  night
  > nothing
2026-04-21  bank  +1190.00 from ACME "R-1"
  > settled R-1
  > case ACME closed: paid
  > done ACME ladder finished
  > task ACME claim left
