# What is from before a judgment is lodged, not asked for; what comes later is reminded of. Somebody in hardship gets no severe step without a person.
scenario short
  step reminder-1      polite   10 days after due
  step default-notice  formal   14 days after previous  claims interest,compensation
company  Lys & Fils SRL  BE  scenario short
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail boekhouding@beta.example
2026-01-05  invoice R-1 ACME 100.00 EUR issued 2026-01-02 due 2026-01-12
2026-01-22  night
  > mail ACME reminder-1 R-1 100.00
2026-01-30  insolvent ACME 2026-01-28 lodge 2026-03-20
  > task ACME lodge claim
  > waiting ACME: insolvent until 2026-02-05
2026-02-06  night
  > nothing
2026-02-09  invoice R-2 ACME 40.00 EUR issued 2026-02-05 due 2026-02-12
2026-02-23  night
  > mail ACME reminder-1 R-2 40.00
2026-02-24  hardship BETA "ill since January" until 2026-04-30
  > task BETA hardship ends
2026-02-25  invoice R-3 BETA 25.00 EUR issued 2026-01-05 due 2026-01-12
2026-02-26  night
  > mail BETA reminder-1 R-3 25.00
2026-03-12  night
  > mail ACME default-notice R-2 40.00
  > claimed R-2 40.32
  > case ACME finished
  > task ACME ladder finished
  > proposed BETA default-notice
2026-03-12  doctor
  > nothing
