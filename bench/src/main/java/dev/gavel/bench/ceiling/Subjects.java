package dev.gavel.bench.ceiling;

import java.io.IOException;
import java.util.List;

/** The subjects of one comparison; closes whichever were started. */
record Subjects(List<Subject> all) implements AutoCloseable {

    void start() throws IOException {
        for (Subject subject : all) {
            subject.start();
        }
    }

    @Override
    public void close() {
        all.forEach(Subject::close);
    }
}
