# A Dutch consumer gets one letter that names the costs of collection; fourteen days after it they are owed, for all its invoices as for one debt.
company  Lys & Fils BV  NL  scenario standard
freshness off
customer JANSEN  nl  mail jansen@voorbeeld.example  consumer  country NL
2026-01-02  invoice R-1 JANSEN 60.00 EUR due 2026-02-02
2026-01-02  invoice R-2 JANSEN 60.00 EUR due 2026-02-02
2026-01-28  night
  > mail JANSEN notice R-1 R-2 120.00
2026-02-12  night
  > mail JANSEN reminder-1 R-1 R-2 120.00
2026-02-26  night
  > mail JANSEN reminder-2 R-1 R-2 120.00
2026-03-12  night
  > mail JANSEN final-reminder R-1 R-2 120.00
2026-03-26  night
  > mail JANSEN default-notice R-1 R-2 120.00
  > claimed R-1 R-2 0.68
  > case JANSEN finished
  > task JANSEN ladder finished
2026-04-09  look
  > owes R-1 60.00 0.43 0.00 0.00
2026-04-10  look
  > owes R-1 60.00 0.44 20.00 0.00
  > owes R-2 60.00 0.44 20.00 0.00
