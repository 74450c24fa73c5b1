# A message that arrived after all took its step on the day it was handed over.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server breaks-off 1
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
  > uncertain ACME reminder-1
  > task ACME message uncertain
2026-01-28  message ACME arrived
  > done ACME message uncertain
  > waiting ACME: step_later until 2026-02-09
2026-02-09  night
  > mail ACME reminder-2 R-1 1190.00
