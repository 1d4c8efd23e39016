package dev.gavel.gates.fields;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a lead must have, may have and must not have, as its vertical says: no sensitive field in a ping, whatever its value; every
 * field readable; what is required in the phase is there. Sensitive fields are looked for first, then the fields in slot order.
 *
 * <p>Restricted fields (a phone number, an e-mail address) may be sent in a ping: they are screened by and never forwarded to bidders.
 *
 * <p>Thread safety: stateless. Cost: two passes over the vertical's fields.
 */
public final class FieldsGate implements Gate {

    @Override
    public String name() {
        return "fields";
    }

    @Override
    public String ruleVersion() {
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(Reason.FIELD_MISSING, Reason.FIELD_INVALID, Reason.SENSITIVE_FIELD_IN_PING);
    }

    @Override
    public Verdict judge(Facts facts) {
        Lead lead = facts.lead();
        List<Field> fields = lead.vertical().fields();
        if (facts.phase() == Phase.PING) {
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                if (field.dataClass() == DataClass.SENSITIVE && !lead.isAbsent(i)) {
                    return Verdict.reject(Reason.SENSITIVE_FIELD_IN_PING, field.name());
                }
            }
        }
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (lead.isInvalid(i)) {
                return Verdict.reject(Reason.FIELD_INVALID, field.name());
            }
            if (field.isRequiredIn(facts.phase()) && lead.isAbsent(i)) {
                return Verdict.reject(Reason.FIELD_MISSING, field.name());
            }
        }
        return Verdict.PASS;
    }
}
