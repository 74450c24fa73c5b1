# A customer who is not reached is called again on the next day, and three times in vain gets a mail; one who was spoken to has taken the step.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario calls
  step first polite 10 days after due by call,mail
  step second firm 20 days after previous by call,mail effects stop_supply,to_notice
customer ACME  fr  mail compta@acme.example  phone "+32 81 55 01 02"
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > ready ACME first
  > task ACME call
2026-01-26  call ACME unreached
  > missed ACME first 1
  > done ACME call
  > task ACME call
2026-01-27  call ACME unreached
  > missed ACME first 2
  > done ACME call
  > task ACME call
2026-01-28  call ACME unreached
  > missed ACME first 3
  > done ACME call
  > queued ACME first
2026-01-28  send
  > mail ACME first R-1 1190.00
2026-02-17  night
  > ready ACME second
  > task ACME call
2026-02-17  call ACME called
  > called ACME second
  > phase ACME notice
  > done ACME call
  > task ACME supply stop
  > case ACME finished
  > task ACME ladder finished
