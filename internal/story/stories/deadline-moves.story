# A deadline counts from the day on which the message leaves, and never falls on a day on which the customer's bank does not work; the days that the law gives only become more.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario short
  step demand final 5 days after due deadline 6
customer ACME    fr  mail compta@acme.example
customer DUPONT  fr  mail dupont@exemple.example  consumer
2026-03-02  invoice R-1 ACME 1190.00 EUR due 2026-03-23
# The step falls due on Saturday the 28th; six days after Monday the 30th it is Easter Sunday.
2026-03-28  night
  > waiting ACME: no_send_day until 2026-03-30
2026-03-30  night
  > mail ACME demand R-1 1190.00
  > deadline ACME 2026-04-07
  > case ACME finished
  > task ACME ladder finished
# Fourteen days after the first reminder to a Belgian consumer it is Ascension Day.
2026-04-01  invoice R-2 DUPONT 100.00 EUR due 2026-04-25
2026-04-30  night
  > mail DUPONT demand R-2 100.00
  > deadline DUPONT 2026-05-15
  > case DUPONT finished
  > task DUPONT ladder finished
