# Nothing leaves on a Sunday, on a Saturday, or on a holiday of either side.
company  Lys & Fils SRL  BE  scenario standard
customer NAMUR  fr  mail compta@namur.example
customer LYON   fr  mail compta@lyon.example  country FR
2026-06-01  invoice R-1 NAMUR 100.00 EUR due 2026-07-02
2026-06-01  invoice R-2 LYON 100.00 EUR due 2026-07-04
2026-06-01  invoice R-3 NAMUR 100.00 EUR due 2026-07-11
# Sunday the 12th: ten days after R-1 fell due.
2026-07-12  night
  > waiting NAMUR: no_send_day until 2026-07-13
2026-07-13  night
  > mail NAMUR reminder-1 R-1 (R-3) 200.00
# The 14th of July is a holiday in France only.
2026-07-14  night
  > waiting LYON: holiday until 2026-07-15
2026-07-15  night
  > mail LYON reminder-1 R-2 100.00
# The 21st of July is a holiday in Belgium: nothing leaves to Lyon either.
2026-07-21  night
  > waiting NAMUR: holiday until 2026-07-22
2026-07-22  night
  > mail NAMUR reminder-1 (R-1) R-3 200.00
