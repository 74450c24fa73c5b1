# The rate of the coming half-year is asked for on 1 December, and is done once somebody enters it.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer JANE  fr  mail jane@home.example  consumer
2026-11-30  night
  > nothing
2026-12-01  night
  > task rate missing BE B2B from 2027-01-01
  > task rate missing BE B2C from 2027-01-01
  > task rate missing BE B2C_CAP from 2027-01-01
2026-12-02  night
  > nothing
2026-12-04  rate BE B2B 2027-01-01 2027-06-30 11.00
  > done rate missing BE B2B from 2027-01-01
2026-12-04 14:00  rate BE B2C 2027-01-01 2027-12-31 4.75
  > done rate missing BE B2C from 2027-01-01
2027-06-01  night
  > task rate missing BE B2B from 2027-07-01
  > task rate missing BE B2C_CAP from 2027-07-01
