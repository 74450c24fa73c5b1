# Nothing leaves on a Sunday until the company switches Sundays on; holidays stay free of messages all the same.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-10-01  invoice R-1 ACME 1190.00 EUR due 2026-10-08
2026-10-01  invoice R-2 ACME 100.00 EUR due 2026-10-15
2026-10-01  invoice R-3 ACME 50.00 EUR due 2026-10-22
2026-10-18  night
  > waiting ACME: no_send_day until 2026-10-19
2026-10-18 10:00  sundays on
  > nothing
2026-10-18 10:30  run
  > queued ACME reminder-1
2026-10-18 11:00  send
  > mail ACME reminder-1 R-1 (R-2) R-3 1340.00
2026-10-25  night
  > mail ACME reminder-1 (R-1) R-2 (R-3) 1340.00
# All Saints' Day is a Sunday in 2026.
2026-11-01  night
  > waiting ACME: holiday until 2026-11-02
2026-11-02  night
  > mail ACME reminder-2 R-1 (R-2) R-3 1340.00
