// SPDX-License-Identifier: MIT
// Near misses: for each requirement of a contract a type that is wrong in this one way.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <string>
#include <utility>

namespace descent::tests::near_misses {
namespace {

using Theta = Eigen::VectorXd;

// --- Parameters ---

static_assert(Parameters<double> && Parameters<float> && Parameters<long double>);
static_assert(Parameters<Eigen::Vector3f> && Parameters<Eigen::RowVectorXd> &&
              Parameters<Eigen::Matrix<long double, 2, 3, Eigen::RowMajor>>);
static_assert(!Parameters<int>, "theta must be a floating-point number");
static_assert(!Parameters<Eigen::VectorXi>, "theta must hold floating-point numbers");
static_assert(!Parameters<Eigen::VectorXcd>, "theta must hold real numbers");
static_assert(!Parameters<Eigen::ArrayXd>, "theta must be a matrix, not an array");
static_assert(!Parameters<Eigen::Map<Theta>>, "theta must own its memory");
static_assert(!Parameters<Eigen::Ref<Theta>>, "theta must own its memory");
static_assert(!Parameters<const Theta&>, "theta must be an object");

// --- CostFunction ---

struct Fits {
    double value_and_gradient(const Theta&, Theta&) const { return 0; }
};
static_assert(CostFunction<Fits, Theta>, "what the near misses below differ from");

struct NoEvaluation {};
static_assert(!CostFunction<NoEvaluation, Theta>, "a cost must be evaluated");

struct NoGradient {
    double value_and_gradient(const Theta&) const { return 0; }
};
static_assert(!CostFunction<NoGradient, Theta>, "value_and_gradient must take a gradient");

struct SaysNoValue {
    void value_and_gradient(const Theta&, Theta&) const {}
};
static_assert(!CostFunction<SaysNoValue, Theta>, "value_and_gradient must return the cost");

struct SaysWords {
    std::string value_and_gradient(const Theta&, Theta&) const { return "small"; }
};
static_assert(!CostFunction<SaysWords, Theta>, "the cost must be a number");

struct ChangesWhenCalled {
    double value_and_gradient(const Theta&, Theta&) { return 0; }
};
static_assert(!CostFunction<ChangesWhenCalled, Theta>, "value_and_gradient must be const");

struct WritesTheta {
    double value_and_gradient(Theta&, Theta&) const { return 0; }
};
static_assert(!CostFunction<WritesTheta, Theta>, "theta must be taken as const");

struct OtherPrecision {
    double value_and_gradient(const Eigen::VectorXf&, Eigen::VectorXf&) const { return 0; }
};
static_assert(!CostFunction<OtherPrecision, Theta>, "the gradient must be of theta's type");

struct ValueOnly {
    double value(const Theta&) const { return 0; }
};
static_assert(!CostFunction<ValueOnly, Theta>, "value needs a gradient beside it");

struct GradientOnly {
    Theta gradient(const Theta& theta) const { return theta; }
};
static_assert(!CostFunction<GradientOnly, Theta>, "gradient needs a value beside it");

struct GradientOfOtherShape {
    double value(const Theta&) const { return 0; }
    double gradient(const Theta&) const { return 0; }
};
static_assert(!CostFunction<GradientOfOtherShape, Theta>, "gradient must be convertible to theta");

struct OtherScratch {
    struct Memory {};
    Memory init(const Theta&) const { return {}; }
    double value_and_gradient(Theta&, const Theta&, Theta&) const { return 0; }
};
static_assert(!CostFunction<OtherScratch, Theta>, "a cost must accept the memory that it made");

static_assert(!CostFunction<archetype::CostFunction, int>, "theta must be Parameters");

// --- Hypothesis ---

struct FittingHypothesis {
    Index dimension(Index) const { return 1; }
    double value_and_gradient(const Theta&, const Theta&, Theta&) const { return 0; }
};
static_assert(Hypothesis<FittingHypothesis, double>, "what the near misses below differ from");

struct NoDimension {
    double value_and_gradient(const Theta&, const Theta&, Theta&) const { return 0; }
};
static_assert(!Hypothesis<NoDimension, double>, "a hypothesis must say its dimension");

struct DimensionInWords : FittingHypothesis {
    std::string dimension(Index) const { return "two"; }
};
static_assert(!Hypothesis<DimensionInWords, double>, "the dimension must be a number");

struct NoPrediction {
    Index dimension(Index) const { return 1; }
};
static_assert(!Hypothesis<NoPrediction, double>, "a hypothesis must predict");

struct PredictsNothing : FittingHypothesis {
    void value_and_gradient(const Theta&, const Theta&, Theta&) const {}
};
static_assert(!Hypothesis<PredictsNothing, double>, "value_and_gradient must return h(x)");

struct LearnsWhenCalled : FittingHypothesis {
    double value_and_gradient(const Theta&, const Theta&, Theta&) { return 0; }
};
static_assert(!Hypothesis<LearnsWhenCalled, double>, "value_and_gradient must be const");

struct UniqueHypothesis : FittingHypothesis {
    UniqueHypothesis(UniqueHypothesis&&) = default;
};
static_assert(!Hypothesis<UniqueHypothesis, double>, "a hypothesis must be copyable");

// --- LossFunction ---

struct FittingLoss {
    double value(double, double) const { return 0; }
    double derivative(double, double) const { return 0; }
};
static_assert(LossFunction<FittingLoss, double> && ScalarLoss<FittingLoss, float>,
              "what the near misses below differ from");
static_assert(!CurvedLoss<FittingLoss> && !ChoosyLoss<FittingLoss> &&
                  !BlockLoss<FittingLoss, double> && !VectorLoss<FittingLoss, double>,
              "what is optional is not there by itself");
static_assert(!LossFunction<FittingLoss, int>, "predictions must be floating-point numbers");

struct LossWithoutValue {
    double derivative(double, double) const { return 0; }
};
static_assert(!LossFunction<LossWithoutValue, double>, "a loss must have a value");

struct LossWithoutDerivative {
    double value(double, double) const { return 0; }
};
static_assert(!LossFunction<LossWithoutDerivative, double>, "a loss must have a derivative");

struct LossOfPredictionsOnly : FittingLoss {
    double value(double) const { return 0; }
};
static_assert(!LossFunction<LossOfPredictionsOnly, double>, "a loss compares h with y");

struct LossInWords : FittingLoss {
    std::string value(double, double) const { return "small"; }
};
static_assert(!LossFunction<LossInWords, double>, "the loss must be a number");

struct LossWithoutSlope : FittingLoss {
    void derivative(double, double) const {}
};
static_assert(!LossFunction<LossWithoutSlope, double>, "the derivative must be a number");

struct ChangingLoss : FittingLoss {
    double value(double, double) { return 0; }
};
static_assert(!LossFunction<ChangingLoss, double>, "value must be const");

struct LossThatWrites : FittingLoss {
    double value(double&, double) const { return 0; }
};
static_assert(!LossFunction<LossThatWrites, double>, "predictions must be taken as const");

struct UniqueLoss : FittingLoss {
    UniqueLoss(UniqueLoss&&) = default;
};
static_assert(!LossFunction<UniqueLoss, double>, "a loss must be copyable");

using BareLoss = decltype([](double h, double y) { return h - y; });
static_assert(!LossFunction<BareLoss, double>, "a bare function has no derivative");

struct FittingVectorLoss {
    Index outputs() const { return 2; }
    double value_and_gradient(const Eigen::ArrayXd&, double, Eigen::ArrayXd&) const { return 0; }
};
static_assert(VectorLoss<FittingVectorLoss, double>, "what the near misses below differ from");

struct OutputsUnknown {
    double value_and_gradient(const Eigen::ArrayXd&, double, Eigen::ArrayXd&) const { return 0; }
};
static_assert(!LossFunction<OutputsUnknown, double>, "a loss of several outputs must count them");

struct NoGradientOfOutputs : FittingVectorLoss {
    double value_and_gradient(const Eigen::ArrayXd&, double) const { return 0; }
};
static_assert(!LossFunction<NoGradientOfOutputs, double>, "it must write a gradient");

struct NoValueOfOutputs : FittingVectorLoss {
    void value_and_gradient(const Eigen::ArrayXd&, double, Eigen::ArrayXd&) const {}
};
static_assert(!LossFunction<NoValueOfOutputs, double>, "it must return the loss");

struct LossThatWritesScores : FittingVectorLoss {
    double value_and_gradient(Eigen::ArrayXd&, double, Eigen::ArrayXd&) const { return 0; }
};
static_assert(!LossFunction<LossThatWritesScores, double>, "scores must be taken as const");

struct ChangingVectorLoss : FittingVectorLoss {
    double value_and_gradient(const Eigen::ArrayXd&, double, Eigen::ArrayXd&) { return 0; }
};
static_assert(!LossFunction<ChangingVectorLoss, double>, "value_and_gradient must be const");

struct CurvatureInWords {
    std::string curvature() const { return "round"; }
};
static_assert(!CurvedLoss<CurvatureInWords>, "the curvature must be a number");

struct ChangingChoice {
    void require_targets(const Eigen::VectorXd&) {}
};
static_assert(!ChoosyLoss<ChangingChoice>, "require_targets must be const");

struct OneAtATime {
    void value_and_derivative(double, double, double&, double&) const {}
};
static_assert(!BlockLoss<OneAtATime, double>, "a block is Eigen arrays");

// --- AlongCost ---

struct FittingAlong {
    double value_and_gradient(const Theta&, Theta&) const { return 0; }
    Theta room(const Theta& theta) const { return theta; }
    double value_and_gradient(NoMemory&, Theta&, const Theta&, Theta&) const { return 0; }
    Trial<double> along(NoMemory&, const Theta&, const Theta&, double) const { return {0, 0}; }
};
static_assert(AlongCost<FittingAlong, Theta>, "what the near misses below differ from");

struct AlongWithoutRoom {
    double value_and_gradient(const Theta&, Theta&) const { return 0; }
    double value_and_gradient(NoMemory&, Theta&, const Theta&, Theta&) const { return 0; }
    Trial<double> along(NoMemory&, const Theta&, const Theta&, double) const { return {0, 0}; }
};
static_assert(!AlongCost<AlongWithoutRoom, Theta>, "it must make room for what it keeps");

struct AlongThatKeepsNothing {
    double value_and_gradient(const Theta&, Theta&) const { return 0; }
    Theta room(const Theta& theta) const { return theta; }
    Trial<double> along(NoMemory&, const Theta&, const Theta&, double) const { return {0, 0}; }
};
static_assert(!AlongCost<AlongThatKeepsNothing, Theta>, "an evaluation must fill the room");

struct AlongWithoutSlope : FittingAlong {
    double along(NoMemory&, const Theta&, const Theta&, double) const { return 0; }
};
static_assert(!AlongCost<AlongWithoutSlope, Theta>, "along must return value and slope");

struct AlongThatChangesRooms : FittingAlong {
    Trial<double> along(NoMemory&, Theta&, Theta&, double) const { return {0, 0}; }
};
static_assert(!AlongCost<AlongThatChangesRooms, Theta>, "along must take const rooms");

struct AlongWithoutCost : FittingAlong {
    double value_and_gradient(const Theta&) const { return 0; }
};
static_assert(!AlongCost<AlongWithoutCost, Theta>, "it must be a cost");

// --- UpdateRule ---

struct NoDirection {};
static_assert(!UpdateRule<NoDirection, Theta>, "a rule must give a direction");

struct DirectionOfNothing {
    void direction(const Iterate<Theta>&) const {}
};
static_assert(!UpdateRule<DirectionOfNothing, Theta>, "direction must return theta's type");

struct DirectionAsExpression {
    auto direction(const Iterate<Theta>& now) const { return 2 * now.gradient; }
};
static_assert(!UpdateRule<DirectionAsExpression, Theta>,
              "an expression may refer to a variable that is gone");

struct DirectionToWrite {
    Theta& direction(Theta& memory, const Iterate<Theta>&) const { return memory; }
    Theta init(const Iterate<Theta>& first) const { return first.theta; }
};
static_assert(!UpdateRule<DirectionToWrite, Theta>, "a reference must be to const");

struct ChangingRule {
    const Theta& direction(const Iterate<Theta>& now) { return now.gradient; }
};
static_assert(!UpdateRule<ChangingRule, Theta>, "direction must be const");

struct RuleThatWrites {
    const Theta& direction(Iterate<Theta>& now) const { return now.gradient; }
};
static_assert(!UpdateRule<RuleThatWrites, Theta>, "direction must take a const iterate");

struct RuleOfOtherMemory {
    struct Memory {};
    Memory init(const Iterate<Theta>&) const { return {}; }
    const Theta& direction(Theta& memory, const Iterate<Theta>&) const { return memory; }
};
static_assert(!UpdateRule<RuleOfOtherMemory, Theta>, "direction must take what init returns");

struct RuleWithoutInit {
    const Theta& direction(Theta& memory, const Iterate<Theta>&) const { return memory; }
};
static_assert(!UpdateRule<RuleWithoutInit, Theta>, "memory must be made by init");

struct SeesFar {
    const Theta& direction(Theta& memory, const Iterate<Theta>&) const { return memory; }
    Theta init(const Iterate<Theta>& first) const { return first.theta; }
    const Theta* farther(Theta& memory, const Iterate<Theta>&, bool) const { return &memory; }
};
static_assert(FarSightedUpdateRule<SeesFar, Theta>);

struct SaysOnlyWhetherItSeesFar : SeesFar {
    bool farther(Theta&, const Iterate<Theta>&, bool) const { return true; }
};
static_assert(UpdateRule<SaysOnlyWhetherItSeesFar, Theta> &&
                  !FarSightedUpdateRule<SaysOnlyWhetherItSeesFar, Theta>,
              "farther must return a pointer to a direction");

struct FarDirectionToWrite : SeesFar {
    Theta* farther(Theta& memory, const Iterate<Theta>&, bool) const { return &memory; }
};
static_assert(!FarSightedUpdateRule<FarDirectionToWrite, Theta>, "the direction must be const");

struct Scales {
    static constexpr bool scales = false;
};
static_assert(!ScalingUpdateRule<Scales>, "a rule that scales says so");

struct SeesFarWithoutMemory : archetype::UpdateRule {
    const Theta* farther(const Iterate<Theta>&, bool) const { return nullptr; }
};
static_assert(!FarSightedUpdateRule<SeesFarWithoutMemory, Theta>, "farther must take memory");

struct ChangesToSeeFar : SeesFar {
    const Theta* farther(Theta& memory, const Iterate<Theta>&, bool) { return &memory; }
};
static_assert(!FarSightedUpdateRule<ChangesToSeeFar, Theta>, "farther must be const");

struct UniqueRule : archetype::UpdateRule {
    UniqueRule(UniqueRule&&) = default;
};
static_assert(!UpdateRule<UniqueRule, Theta>, "a rule must be copyable");

// --- Preconditioner, PreconditioningCost ---

struct Identity {
    void scale(const Theta& theta, Theta& scaled) const { scaled = theta; }
    void unscale(const Theta& scaled, Theta& theta) const { theta = scaled; }
    void scale_gradient(const Theta& gradient, Theta& scaled) const { scaled = gradient; }
};
static_assert(Preconditioner<Identity, Theta>, "what the near misses below differ from");
static_assert(!Preconditioner<Identity, double>, "it must be of this theta");

struct NoWayBack {
    void scale(const Theta& theta, Theta& scaled) const { scaled = theta; }
    void scale_gradient(const Theta& gradient, Theta& scaled) const { scaled = gradient; }
};
static_assert(!Preconditioner<NoWayBack, Theta>, "it must lead back");

struct NoChainRule {
    void scale(const Theta& theta, Theta& scaled) const { scaled = theta; }
    void unscale(const Theta& scaled, Theta& theta) const { theta = scaled; }
};
static_assert(!Preconditioner<NoChainRule, Theta>, "it must know the gradient's way");

struct ChangesToScale : Identity {
    void scale(const Theta& theta, Theta& scaled) { scaled = theta; }
};
static_assert(!Preconditioner<ChangesToScale, Theta>, "scale must be const");

struct UniquePreconditioner : Identity {
    UniquePreconditioner(UniquePreconditioner&&) = default;
};
static_assert(!Preconditioner<UniquePreconditioner, Theta>, "a preconditioner must be copyable");

struct Preconditioning : Fits {
    Identity preconditioner(const Ridge&) const { return {}; }
};
static_assert(PreconditioningCost<Preconditioning>, "what the near misses below differ from");
static_assert(!PreconditioningCost<Fits>, "a cost must name its preconditioner");

struct KnowsNoRidge : Fits {
    Identity preconditioner() const { return {}; }
};
static_assert(!PreconditioningCost<KnowsNoRidge>, "preconditioner must take a Ridge");

struct PreconditionsByNumber : Fits {
    double preconditioner(const Ridge&) const { return 1; }
};
static_assert(!PreconditioningCost<PreconditionsByNumber>, "it must name a Preconditioner");

struct ChangesToName : Fits {
    Identity preconditioner(const Ridge&) { return {}; }
};
static_assert(!PreconditioningCost<ChangesToName>, "preconditioner must be const");

// --- LearningRate ---

using SomeLine = archetype::Line<double>;

struct NoRate {};
static_assert(!LearningRate<NoRate, Theta>, "a learning rate must give a rate");

struct RateOfNothing {
    void rate(const Iterate<Theta>&, Line<double> auto&) const {}
};
static_assert(!LearningRate<RateOfNothing, Theta>, "rate must return a number");

struct WholeRate {
    int rate(const Iterate<Theta>&, Line<double> auto&) const { return 1; }
};
static_assert(!LearningRate<WholeRate, Theta>, "rate must return theta's scalar");

struct RateWithoutLine {
    double rate(const Iterate<Theta>&) const { return 1; }
};
static_assert(!LearningRate<RateWithoutLine, Theta>, "rate must take a line");

struct ChangingRate {
    double rate(const Iterate<Theta>&, Line<double> auto&) { return 1; }
};
static_assert(!LearningRate<ChangingRate, Theta>, "rate must be const");

struct RateOfOtherMemory {
    struct Memory {};
    Memory init(const Iterate<Theta>&) const { return {}; }
    double rate(double&, const Iterate<Theta>&, Line<double> auto&) const { return 1; }
};
static_assert(!LearningRate<RateOfOtherMemory, Theta>, "rate must take what init returns");

struct UniqueRate : archetype::LearningRate {
    UniqueRate(UniqueRate&&) = default;
};
static_assert(!LearningRate<UniqueRate, Theta>, "a learning rate must be copyable");

struct LineWithoutValue {
    double slope() const { return 0; }
    Trial<double> operator()(double) const { return {0, 0}; }
};
static_assert(!Line<LineWithoutValue, double>, "a line must know its value at 0");

struct LineWithoutSlope {
    double value() const { return 0; }
    Trial<double> operator()(double) const { return {0, 0}; }
};
static_assert(!Line<LineWithoutSlope, double>, "a line must know its slope at 0");

struct LineWithoutTrials {
    double value() const { return 0; }
    double slope() const { return 0; }
};
static_assert(!Line<LineWithoutTrials, double>, "a line must be tried");

static_assert(!Line<SomeLine, float>, "a line must be of theta's scalar");

// --- StoppingPolicy ---

struct NoCheck {};
static_assert(!StoppingPolicy<NoCheck, Theta>, "a policy must check, or be called");

struct SaysNothing {
    void check(const Iterate<Theta>&) const {}
};
static_assert(!StoppingPolicy<SaysNothing, Theta>, "check must return bool");

struct SaysHowOften {
    int check(const Iterate<Theta>&) const { return 1; }
};
static_assert(!StoppingPolicy<SaysHowOften, Theta>, "check must return bool, not a count");

struct ChangingPolicy {
    bool check(const Iterate<Theta>&) { return true; }
};
static_assert(!StoppingPolicy<ChangingPolicy, Theta>, "check must be const");

struct PolicyThatWrites {
    bool check(Iterate<Theta>&) const { return true; }
};
static_assert(!StoppingPolicy<PolicyThatWrites, Theta>, "check must take a const iterate");

struct PolicyOfOtherMemory {
    struct Memory {};
    Memory init(const Iterate<Theta>&) const { return {}; }
    bool check(int&, const Iterate<Theta>&) const { return true; }
};
static_assert(!StoppingPolicy<PolicyOfOtherMemory, Theta>, "check must take what init returns");

struct PolicyWithoutInit {
    bool check(int&, const Iterate<Theta>&) const { return true; }
};
static_assert(!StoppingPolicy<PolicyWithoutInit, Theta>, "memory must be made by init");

struct UniquePolicy : archetype::StoppingPolicy {
    UniquePolicy(UniquePolicy&&) = default;
};
static_assert(!StoppingPolicy<UniquePolicy, Theta>, "a policy must be copyable");

using Test = decltype([](const Iterate<Theta>&) { return true; });
static_assert(StoppingPolicy<Test, Theta>, "any callable that answers bool is a policy");
using CountingTest = decltype([](const Iterate<Theta>&) { return 1; });
static_assert(!StoppingPolicy<CountingTest, Theta>, "a callable must answer bool, not a count");
using TestOfNumbers = decltype([](const Theta&) { return true; });
static_assert(!StoppingPolicy<TestOfNumbers, Theta>, "a callable must take an iterate");
using ChangingTest = decltype([n = 0](const Iterate<Theta>&) mutable { return ++n > 1; });
static_assert(!StoppingPolicy<ChangingTest, Theta>, "a callable must be const");

// --- Observer ---

struct NotCallable {};
static_assert(!Observer<NotCallable, Theta>, "an observer must be callable");

using Blind = decltype([] {});
static_assert(!Observer<Blind, Theta>, "an observer must take an iterate");

using Meddler = decltype([](Iterate<Theta>&) {});
static_assert(!Observer<Meddler, Theta>, "an observer must take a const iterate");

using OfAnotherTheta = decltype([](const Iterate<double>&) {});
static_assert(!Observer<OfAnotherTheta, Theta>, "an observer must take iterates of this theta");

using Counter = decltype([n = 0](const Iterate<Theta>&) mutable { return ++n; });
static_assert(Observer<Counter, Theta>, "an observer may change itself, and answer what it likes");

using OfBudgetsOnly = decltype([](const Iterate<Theta>&, const Budget&) {});
static_assert(!Observer<OfBudgetsOnly, Theta>, "an observer must do without the budget");

} // namespace
} // namespace descent::tests::near_misses
