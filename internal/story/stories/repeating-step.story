# A last step may repeat every fourteen days, so many times (L27).
scenario weekly
  step first   polite  5 days after issue
  step second  firm    10 days after issue
  step third   final   15 days after issue  every 14  times 2
company  Lys & Fils SRL  BE  scenario weekly
gap      1
customer ACME  fr  mail compta@acme.example
2024-03-01  invoice R-1 ACME 100.00 EUR due 2024-03-15
2024-03-06  night
  > mail ACME first R-1 100.00
2024-03-11  night
  > mail ACME second R-1 100.00
2024-03-18  night
  > mail ACME third R-1 100.00
2024-04-02  night
  > mail ACME third R-1 100.00
2024-04-16  night
  > mail ACME third R-1 100.00
  > case ACME finished
  > task ACME ladder finished
2024-05-14  night
  > nothing
