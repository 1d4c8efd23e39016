package dev.gavel.auction.book;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import java.util.HashMap;
import java.util.Map;

/** The index of a text field: a row for each text that some contract names, one for all other texts, one for absence. */
final class TextIndex implements FieldIndex {

    private final int field;
    private final Row absent;
    private final Row otherTexts;
    private final Map<String, Row> rowByText;

    private TextIndex(int field, Row absent, Row otherTexts, Map<String, Row> rowByText) {
        this.field = field;
        this.absent = absent;
        this.otherTexts = otherTexts;
        this.rowByText = rowByText;
    }

    @Override
    public Row row(Lead lead) {
        String text = lead.text(field);
        if (!lead.has(field) || text == null) {
            return absent;
        }
        Row row = rowByText.get(text);
        return row == null ? otherTexts : row;
    }

    @Override
    public boolean isExact() {
        return true;
    }

    /** Collects the contracts' conditions on one field. Thread safety: confined to the thread that compiles. */
    static final class Builder {

        private final int field;
        private final long[] acceptsOthers;
        private final long[] acceptsAbsence;
        /** For each text, the contracts that treat it otherwise than the texts that nobody names. */
        private final Map<String, IntList> exceptionsByText = new HashMap<>();

        Builder(Field field, int contracts) {
            this.field = field.index();
            this.acceptsOthers = Bits.allSet(contracts);
            this.acceptsAbsence = Bits.allSet(contracts);
        }

        /** Adds the condition of the contract at a position. */
        void add(int position, TextSet accepted) {
            if (!accepted.inverted()) {
                Bits.clear(acceptsOthers, position);
            }
            if (!accepted.absent()) {
                Bits.clear(acceptsAbsence, position);
            }
            for (String text : accepted.texts()) {
                exceptionsByText.computeIfAbsent(text, _ -> new IntList()).add(position);
            }
        }

        TextIndex build() {
            RowPool pool = new RowPool(acceptsOthers);
            Map<String, Integer> numberByText = HashMap.newHashMap(exceptionsByText.size());
            exceptionsByText.forEach((text, exceptions) -> numberByText.put(text, pool.internFlipped(exceptions)));
            Row[] rows = pool.toRows();
            Map<String, Row> rowByText = HashMap.newHashMap(numberByText.size());
            numberByText.forEach((text, number) -> rowByText.put(text, rows[number]));
            return new TextIndex(field, Row.of(acceptsAbsence), Row.of(acceptsOthers), rowByText);
        }
    }
}
