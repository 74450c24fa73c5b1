# An account manager hears by one mail what is going to leave, and it waits for the hours that the company gives.
company  Lys & Fils SRL  BE  scenario standard
freshness off
warn 24
scenario told
  step first polite 10 days after due effects warn_manager copy manager
customer ACME   fr  mail compta@acme.example  manager vera@lys.example
customer BETA   fr  mail compta@beta.example  manager vera@lys.example
customer GAMMA  fr  mail compta@gamma.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 50.00 EUR due 2026-01-16
2026-01-02  invoice R-3 GAMMA 70.00 EUR due 2026-01-16
2026-01-25  server down
2026-01-26  night
  > delayed GAMMA first
  > task outlet failed
2026-01-26  server up
2026-01-26 14:00  send
  > warns vera@lys.example of ACME BETA
  > mail GAMMA first R-3 70.00
  > case GAMMA finished
  > done outlet failed
  > task GAMMA ladder finished
2026-01-27 09:00  send
  > queued ACME first
# The manager keeps it from one of them.
2026-01-27 10:00  hold BETA "I call them"
  > withdrawn BETA first: customer_held
2026-01-27 15:00  send
  > mail ACME first R-1 1190.00
  > case ACME finished
  > task ACME ladder finished
