package dev.gavel.server.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the flows from logging each of the thousands of failures that a simulation makes. */
final class QuietFlows implements BeforeAllCallback, AfterAllCallback {

    private final Logger flows = (Logger) LoggerFactory.getLogger("dev.gavel.server.vendor");
    private Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = flows.getLevel();
        flows.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        flows.setLevel(before);
    }
}
