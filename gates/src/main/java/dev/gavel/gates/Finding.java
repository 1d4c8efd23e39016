package dev.gavel.gates;

/**
 * One gate's verdict, as it is kept and explained. Carries no value of the lead.
 *
 * @param gate the gate's name
 * @param ruleVersion the rules that it went by
 */
public record Finding(String gate, String ruleVersion, Verdict verdict) {}
