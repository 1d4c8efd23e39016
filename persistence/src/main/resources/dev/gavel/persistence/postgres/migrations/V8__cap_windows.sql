-- Caps whose windows are not over, without passing all those that are: they are compared with Redis page by page, and read by the metrics.
CREATE INDEX cap_usage_window ON cap_usage (tenant, window_end, counter, window_start);
