# A Belgian consumer is reminded for nothing and has fourteen days; only then the clause of the contract costs something.
company  Lys & Fils SRL  BE  scenario standard
freshness off
late clause
customer DUPONT  fr  mail dupont@exemple.example  consumer
2026-01-02  invoice R-1 DUPONT 400.00 EUR due 2026-02-02
2026-01-28  night
  > mail DUPONT notice R-1 400.00
2026-02-12  night
  > mail DUPONT reminder-1 R-1 400.00
  > owes R-1 400.00 0.00 0.00 0.00
2026-02-26  look
  > owes R-1 400.00 0.00 0.00 0.00
2026-02-27  look
  > owes R-1 400.00 0.12 55.00 0.00
2026-02-27  night
  > mail DUPONT reminder-2 R-1 400.00
2026-03-13  night
  > mail DUPONT final-reminder R-1 400.00
2026-03-27  night
  > mail DUPONT default-notice R-1 400.00
  > claimed R-1 58.34
  > case DUPONT finished
  > task DUPONT ladder finished
2026-04-01  bank  +458.34 from DUPONT "R-1"
  > settled R-1
  > case DUPONT closed: paid
  > done DUPONT ladder finished
